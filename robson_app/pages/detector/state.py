"""One detector's facts, and whether it is watched."""

from __future__ import annotations

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.shared.errors import InvalidInputError
from domain.shared.symbol import Symbol
from domain.signals.detectors import PARAMETERS, Detector, DetectorKind
from robson_app.auth.handlers import handler
from robson_app.auth.notices import Tone, tell
from robson_app.composition import desk
from robson_app.i18n import t, told
from robson_app.i18n.figures import typed
from robson_app.pages.detector.rows import (
    NumberRow,
    OutcomeRow,
    VariantRow,
    WordsRow,
    number_rows,
    outcome_row,
    variant_rows,
    words_row,
)

MOST_OUTCOMES = 300


class DetectorState(rx.State):
    """The detector that the address names."""

    said: WordsRow = WordsRow()
    numbers: list[NumberRow] = []  # noqa: RUF012 -- Reflex copies the default for each page
    variants: list[VariantRow] = []  # noqa: RUF012 -- as above
    outcomes: list[OutcomeRow] = []  # noqa: RUF012 -- as above
    more: str = ""
    pair: str = ""
    problem: str = ""
    missing: bool = False
    loaded: bool = False

    @handler(Permission.VIEW)
    async def load(self, me: Principal) -> None:
        """Read the detector of the address."""
        self.reset()
        await self._read(me)

    @handler(Permission.VIEW)
    async def choose_pair(self, me: Principal, pair: str) -> None:
        """Show the outcomes of one pair, or of all."""
        self.pair = str(Symbol.parse(pair)) if pair else ""
        await self._read(me)

    @handler(Permission.TRADE)
    async def watch(self, me: Principal, detector: str, on: bool) -> None:
        """Watch for it with certain numbers, or leave it."""
        text = str(Detector.parse(detector))
        watched = [known for known in (await desk().signals.reads.watch(me.tenant_id)).detectors if known != text]
        await desk().signals.change_watch(me, {"detectors": [*watched, text] if on else watched})
        await self._read(me)

    @handler(Permission.TRADE)
    async def watch_with(self, me: Principal, form: dict) -> None:
        """Watch for it with the numbers of the form."""
        kind = self._kind()
        if kind is None:
            return
        self.problem = ""
        given = [str(typed(form.get(number.name, ""))) for number in PARAMETERS.get(kind, ())]
        try:
            text = str(Detector.parse(":".join((kind.value, *given))))
            watched = (await desk().signals.reads.watch(me.tenant_id)).detectors
            await desk().signals.change_watch(me, {"detectors": [*(d for d in watched if d != text), text]})
        except InvalidInputError as error:
            self.problem = told(str(error))
            return
        await self._read(me)
        await tell(self, Tone.GOOD, t("Watched from now on; its outcomes are measured within a quarter of an hour."))

    def _kind(self) -> DetectorKind | None:
        name = self.router.url.path.rstrip("/").rsplit("/", 1)[-1]
        return DetectorKind(name) if name in list(DetectorKind) else None

    async def _read(self, me: Principal) -> None:
        kind = self._kind()
        self.loaded, self.missing = True, kind is None
        if kind is None:
            return
        reads = desk().signals.reads
        self.said, self.numbers = words_row(kind), number_rows(kind)
        self.variants = variant_rows(kind, await reads.watch(me.tenant_id), await reads.tallies())
        found = await reads.outcomes((kind,), (Symbol.parse(self.pair),) if self.pair else ())
        self.outcomes = [outcome_row(outcome) for outcome in found[:MOST_OUTCOMES]]
        left = len(found) - len(self.outcomes)
        self.more = t("{n} more are measured; choose a pair to see its own.", n=left) if left else ""
