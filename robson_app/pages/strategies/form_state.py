"""The form that makes a strategy, or a new version of one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.marketdata.timeframe import Timeframe
from domain.shared.errors import RobsonError
from domain.shared.fields import choice_field, decimal_field, text_field, uuid_field
from domain.shared.ids import StrategyId
from domain.signals.detectors import PARAMETERS, Detector, DetectorKind
from domain.strategies.definition import Definition, StopPolicy, read_definition
from domain.strategies.file import LONGEST_NAME
from robson_app import routes
from robson_app.auth.handlers import handler
from robson_app.composition import desk
from robson_app.i18n import told
from robson_app.i18n.figures import typed
from robson_app.pages.strategies.rows import FormRow, form_row, number_rows

_PERCENT = Decimal(100)
_NEW = Definition(detector="ma_cross:9:21", stop=StopPolicy(timeframe=Timeframe.H1))


class FormState(rx.State):
    """What the form shows; it is a dialog."""

    row: FormRow = FormRow()
    open: bool = False
    problem: str = ""

    @handler(Permission.TRADE)
    async def begin(self, me: Principal) -> None:
        """Open the form for a new strategy."""
        self.row, self.problem, self.open = form_row(_NEW, target="", seen=0), "", True

    @handler(Permission.TRADE)
    async def change(self, me: Principal, strategy: str) -> None:
        """Open the form with the newest version of a strategy."""
        found = await desk().strategies.reads.strategy(me.tenant_id, StrategyId(uuid_field("strategy", strategy)))
        self.row = form_row(found.definition, target=strategy, seen=found.strategy.number)
        self.problem, self.open = "", True

    @handler(Permission.TRADE)
    async def close(self, me: Principal) -> None:
        """Close it; nothing is stored."""
        self.open = False

    @handler(Permission.TRADE)
    async def choose(self, me: Principal, kind: str) -> None:
        """Show the numbers of another detector."""
        chosen = Detector.parse(choice_field("detector", kind, DetectorKind).value)
        self.row = FormRow(
            **{name: getattr(self.row, name) for name in ("target", "seen", *_KEPT)},
            kind=chosen.kind.value,
            numbers=number_rows(chosen),
        )

    @handler(Permission.TRADE)
    async def save(self, me: Principal, form: dict):
        """Store what the form says, as a strategy or as a new version, and show it."""
        cases = desk().strategies
        try:
            definition = read_form(form)
            if self.row.target:
                strategy = StrategyId(uuid_field("strategy", self.row.target))
                found = await cases.change(me, strategy, self.row.seen, definition)
            else:
                name = text_field("name", form.get("name"), maximum=LONGEST_NAME, required=True)
                found = await cases.create(me, name, definition)
        except RobsonError as error:
            self.problem = told(str(error))
            return None
        self.open, self.problem = False, ""
        return rx.redirect(routes.strategy(found.strategy.id))


_KEPT = ("sides", "symbols", "timeframes", "trend", "stop_timeframe", "candles", "nearest", "farthest", "fallback")
_KEPT += ("risk", "note")


def read_form(form: Mapping[str, object]) -> Definition:
    """Read the form; percentages become fractions.

    Raises:
        InvalidInputError: a field breaks its rule; it names field, value and rule.
    """
    kind = choice_field("detector", form.get("detector"), DetectorKind)
    numbers = [str(typed(form.get(f"number{place}", ""))) for place in range(len(PARAMETERS.get(kind, ())))]
    symbols = text_field("symbols", form.get("symbols", ""), maximum=2000)
    return read_definition(
        {
            "detector": ":".join((kind.value, *numbers)),
            "sides": form.get("sides"),
            "symbols": [part.strip().upper() for part in symbols.split(",") if part.strip()],
            "timeframes": [frame.value for frame in Timeframe if form.get(f"on_{frame.value}")],
            "trend": _count("trend", form),
            "stop": {
                "timeframe": form.get("stop_timeframe"),
                "candles": _count("candles", form),
                "nearest": _fraction("nearest", form),
                "farthest": _fraction("farthest", form),
                "fallback": bool(form.get("fallback")),
            },
            "risk": _fraction("risk", form),
            "note": form.get("note", ""),
        }
    )


def _fraction(name: str, form: Mapping[str, object]) -> Decimal:
    return decimal_field(name, typed(form.get(name))) / _PERCENT


def _count(name: str, form: Mapping[str, object]) -> object:
    number = decimal_field(name, typed(form.get(name)))
    return int(number) if number == number.to_integral_value() else number
