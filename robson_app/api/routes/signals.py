"""Signals: the inbox, what is watched for, and what detectors are worth."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from domain.marketdata.indicators import Parameter
from domain.shared.ids import AccountId, SignalId
from domain.shared.page import PageRequest
from domain.shared.symbol import Symbol
from domain.signals.detectors import PARAMETERS, Detector, DetectorKind
from domain.signals.outcome import Tally
from domain.signals.reads import SignalFilter
from domain.signals.watch import SignalWatch
from robson_app.api.idempotency import WriteRoute, idempotency_key
from robson_app.api.models.common import Paged
from robson_app.api.models.signals import (
    AcceptedOut,
    AcceptIn,
    DetectorOut,
    NumberOut,
    OutcomeOut,
    OutcomesQuery,
    SignalOut,
    SignalsQuery,
    TallyOut,
    WatchIn,
    WatchOut,
)
from robson_app.api.problem import responses
from robson_app.api.security import TheDesk, Trader, Viewer
from robson_app.detectors import EXPLAINED
from robson_app.i18n import t

router = APIRouter(tags=["signals"])
writes = APIRouter(tags=["signals"], route_class=WriteRoute, dependencies=[Depends(idempotency_key)])
_WRITE = responses(401, 403, 404, 409, 422)


@router.get("/signals", operation_id="listSignals", responses=responses(401, 403, 422))
async def page(me: Viewer, desk: TheDesk, query: Annotated[SignalsQuery, Query()]) -> Paged[SignalOut]:
    """List signals, newest first, a page at a time."""
    which = SignalFilter(
        group=query.group,
        status=query.status,
        symbol=None if query.symbol is None else Symbol.parse(query.symbol),
        timeframe=query.timeframe,
        kind=query.detector,
    )
    wanted = PageRequest(size=query.size, cursor=query.cursor)
    return Paged[SignalOut].model_validate(await desk.signals.reads.signals(me.tenant_id, which, wanted))


@router.get("/signals/{signal_id}", operation_id="readSignal", responses=responses(401, 403, 404))
async def read(signal_id: UUID, me: Viewer, desk: TheDesk) -> SignalOut:
    """Tell a signal as it stands."""
    return SignalOut.model_validate(await desk.signals.reads.signal(me.tenant_id, SignalId(signal_id)))


@writes.post("/signals/{signal_id}/accept", operation_id="acceptSignal", responses=_WRITE)
async def accept(signal_id: UUID, asked: AcceptIn, me: Trader, desk: TheDesk) -> AcceptedOut:
    """Make a plan of a signal: a market entry to its side with the chart's own stop. Nothing is executed.

    A plan that a gate denies answers 422 with every failing gate, and leaves the signal as it is.
    """
    signal, plan = await desk.signals.accept(me, AccountId(asked.account_id), SignalId(signal_id))
    return AcceptedOut.model_validate({"signal": signal, "plan": plan})


@writes.post("/signals/{signal_id}/dismiss", operation_id="dismissSignal", responses=_WRITE)
async def dismiss(signal_id: UUID, me: Trader, desk: TheDesk) -> SignalOut:
    """Take a signal out of the inbox."""
    return SignalOut.model_validate(await desk.signals.dismiss(me, SignalId(signal_id)))


@writes.post("/signals/{signal_id}/restore", operation_id="restoreSignal", responses=_WRITE)
async def restore(signal_id: UUID, me: Trader, desk: TheDesk) -> SignalOut:
    """Take a dismissal back, while the signal lives."""
    return SignalOut.model_validate(await desk.signals.restore(me, SignalId(signal_id)))


@router.get("/signal-watch", operation_id="readSignalWatch", responses=responses(401, 403))
async def watch(me: Viewer, desk: TheDesk) -> WatchOut:
    """Tell what the tenant watches for; the default, with version 0, before it chose."""
    return WatchOut.model_validate(await desk.signals.reads.watch(me.tenant_id))


@writes.patch("/signal-watch", operation_id="changeSignalWatch", responses=responses(401, 403, 409, 422))
async def change_watch(asked: WatchIn, me: Trader, desk: TheDesk) -> WatchOut:
    """Change what the tenant watches for; the engine follows within seconds."""
    changes = asked.model_dump(mode="json", exclude_none=True)
    return WatchOut.model_validate(await desk.signals.change_watch(me, changes))


@router.get("/detectors", operation_id="listDetectors", responses=responses(401, 403))
async def detectors(me: Viewer, desk: TheDesk) -> list[DetectorOut]:
    """List every detector with its rule, its source, its numbers, and what its past findings came to."""
    watched, tallies = await desk.signals.reads.watch(me.tenant_id), await desk.signals.reads.tallies()
    return [
        _described(kind, watched, [tally for tally in tallies if _is(tally.detector, kind)]) for kind in DetectorKind
    ]


@router.get("/detectors/{kind}/outcomes", operation_id="listOutcomes", responses=responses(401, 403))
async def outcomes(
    kind: DetectorKind, me: Viewer, desk: TheDesk, query: Annotated[OutcomesQuery, Query()]
) -> list[OutcomeOut]:
    """List what a detector's past findings came to on each pair and timeframe, by one hypothetical rule."""
    symbols = () if query.symbol is None else (Symbol.parse(query.symbol),)
    timeframes = () if query.timeframe is None else (query.timeframe,)
    found = await desk.signals.reads.outcomes((kind,), symbols, timeframes)
    return [OutcomeOut.model_validate(outcome) for outcome in found]


def _described(kind: DetectorKind, watch: SignalWatch, tallies: Sequence[Tally]) -> DetectorOut:
    words, usual = EXPLAINED[kind], Detector.parse(kind.value)
    return DetectorOut(
        kind=kind,
        usual=str(usual),
        title=t(words.title),
        finds=words.finds,
        idea=t(words.idea),
        rule=t(words.rule),
        source=t(words.source),
        numbers=[_number(parameter) for parameter in PARAMETERS.get(kind, ())],
        window=usual.window,
        watched=[text for text in watch.detectors if _is(text, kind)],
        measured=[TallyOut.model_validate(tally) for tally in tallies if _is(tally.detector, kind)],
    )


def _number(parameter: Parameter) -> NumberOut:
    lowest, highest, usual = (Decimal(str(n)) for n in (parameter.lowest, parameter.highest, parameter.usual))
    return NumberOut(name=parameter.name, lowest=lowest, highest=highest, usual=usual, fraction=parameter.fraction)


def _is(text: str, kind: DetectorKind) -> bool:
    return text.partition(":")[0] == kind.value
