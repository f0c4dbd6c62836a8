"""One account's work within a term: what it sends, what it hears."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import count

import structlog

from adapters.db.errors import CommitUnknownError, DatabaseUnavailableError
from domain.shared.errors import ConflictError
from domain.shared.ids import AccountId, ClientOrderId
from domain.trading.dispatch import Cancel, Dispatch, Replace, Submit, SubmitList, client_ids
from domain.trading.ports import Venue
from domain.trading.transitions import ORDER_ENDED
from domain.trading.use_cases.apply_report import Applied
from domain.trading.venue import (
    CancelledOnly,
    NotSent,
    OrderReport,
    Outcome,
    OutcomeUnknown,
    ProvenReject,
    StreamState,
    VenueReport,
)
from robson_app.engine.cancel_pace import CancelPace
from robson_app.engine.lane import Job, Lane
from robson_app.engine.leadership import Leadership
from robson_app.engine.parts import AccountRef, EngineCases

_log = structlog.get_logger(__name__)
_PASSING = (ConflictError, DatabaseUnavailableError, CommitUnknownError)
_PAUSES_S = (0.02, 0.1, 0.5, 2.0)
_RECONCILE_AFTER_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What happens around a desk's work: before a venue's report is applied, and after the books changed."""

    before_report: Callable[[AccountId], None]
    after_change: Callable[[AccountRef], None]


class AccountDesk:
    """Hands an account's intents to its venue and applies what the venue answers and reports.

    Nothing is sent before a first reconciliation has passed. Reconciling and sending share a lane, so no order is
    ever under way while its venue is asked about it. What fails is tried again after a while, for this account alone.
    """

    def __init__(
        self,
        *,
        ref: AccountRef,
        epoch: int,
        venue: Venue,
        cases: EngineCases,
        leadership: Leadership,
        around: Around,
        released: bool,
    ) -> None:
        """Stand for one account in its present paper epoch; nothing is sent before it is released."""
        self.ref = ref
        self.epoch = epoch
        self.venue = venue
        self._cases = cases
        self._leadership = leadership
        self._around = around
        self._released = released
        self._sending = Lane(f"send {ref.account_id}", self._failed)
        self._books = Lane(f"book {ref.account_id}", self._failed)
        self._numbers = count()
        self._reconciled = False
        self._blind = False
        self._cancels = CancelPace()
        self._answering: frozenset[ClientOrderId] = frozenset()
        self._held: list[VenueReport] = []
        self._listener: asyncio.Task[None] | None = None
        self._again: asyncio.TimerHandle | None = None

    def open(self) -> None:
        """Listen to the venue and reconcile; sending follows."""
        self._listener = asyncio.create_task(self._listen(), name=f"listen {self.ref.account_id}")
        self.reconcile()

    def send(self) -> None:
        """Look for intents and hand them to the venue."""
        if self._reconciled and self._released:
            self._sending.put("send", self._send)

    def release(self) -> None:
        """Let orders leave from now on."""
        self._released = True
        self.send()

    def reconcile(self) -> None:
        """Ask the venue what is true."""
        self._sending.put("reconcile", self._reconcile)

    def book(self, key: str, job: Job) -> None:
        """Run something on the account's books, after what is lined up; not twice under one key."""
        self._books.put(key, partial(self._persist, job))

    @property
    def idle(self) -> bool:
        """True while nothing is lined up or running."""
        return self._sending.idle and self._books.idle

    async def drained(self) -> None:
        """Wait until nothing is lined up."""
        await self._sending.drained()
        await self._books.drained()

    async def close(self, *, within_s: float) -> None:
        """Finish what is lined up, as far as the time allows, and stop listening."""
        if self._again is not None:
            self._again.cancel()
        await self._sending.close(within_s=within_s)
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener
        await self._books.close(within_s=within_s)

    async def _listen(self) -> None:
        async for news in self.venue.reports():
            if isinstance(news, StreamState):
                self._stream_is(news)
            else:
                self.hear(news)

    def _stream_is(self, state: StreamState) -> None:
        self._blind = not state.live
        _log.warning("desk.stream", account=str(self.ref.account_id), live=state.live, reason=state.reason)
        self.reconcile()

    def hear(self, report: VenueReport) -> None:
        """Line a venue's report up for the books."""
        if report.client_order_id in self._answering:
            self._held.append(report)
            return
        self._around.before_report(self.ref.account_id)
        self._books.put(f"report {next(self._numbers)}", partial(self._persist, partial(self._apply, report)))
        if isinstance(report, OrderReport) and report.status in ORDER_ENDED:
            self._books.put("send", self._wake)

    async def _send(self) -> None:
        ref = self.ref
        due = await self._cases.begin_sending(ref.tenant_id, ref.account_id, self._leadership.epoch)
        leaving = [d for d in due if not isinstance(d, Cancel) or self._cancels.may_ask(d.order_id, _now())]
        sent = False
        for dispatch in leaving:
            # The epoch is proven once more at the last moment: what is not sent now stays SENDING, and the successor
            # asks the venue about it.
            self._leadership.require()
            outcome = await self._sent(dispatch)
            sent = sent or not _is_due_again(outcome)
            if isinstance(outcome, OutcomeUnknown):
                _log.warning("order.outcome_unknown", account=str(ref.account_id), cause=outcome.cause)
                self._reconcile_later()
        if sent:
            # What waited for one of these may leave now. What could not leave is found again by the chore of intents.
            self._sending.put("send", self._send)

    async def _sent(self, dispatch: Dispatch) -> Outcome:
        # The stream may overtake the answer. What it says of these orders is applied after the answer, in the order
        # in which it happened at the venue.
        self._answering = client_ids(dispatch)
        try:
            outcome = await self._hand_over(dispatch)
            job = partial(self._cases.apply_outcome, self.ref.tenant_id, self.ref.account_id, dispatch, outcome)
            await self._persist(job)
            self._around.after_change(self.ref)
        finally:
            self._answering = frozenset()
            held, self._held = self._held, []
            for report in held:
                self.hear(report)
        return outcome

    async def _hand_over(self, dispatch: Dispatch) -> Outcome:
        match dispatch:
            case Submit(request=request):
                return await self.venue.submit(request)
            case SubmitList(request=request):
                return await self.venue.submit_list(request)
            case Replace(old=old, request=request):
                return await self.venue.replace(old, request)
            case Cancel(symbol=symbol, client_order_id=client_order_id):
                return await self.venue.cancel(symbol, client_order_id)

    async def _apply(self, report: VenueReport) -> None:
        result = await self._cases.apply_report(self.ref.tenant_id, self.ref.account_id, report)
        if result.applied is Applied.APPLIED:
            self._around.after_change(self.ref)
        if result.fills_missing:
            self._reconcile_later()

    async def _wake(self) -> None:
        self.send()

    async def _reconcile(self) -> None:
        unproven = await self._cases.reconcile_account(self.ref.tenant_id, self.ref.account_id, self.venue)
        self._reconciled = True
        self._around.after_change(self.ref)
        self.send()
        if unproven or self._blind:
            self._reconcile_later()

    async def _persist(self, job: Job) -> None:
        for pause in _PAUSES_S:
            try:
                await job()
            except _PASSING as error:
                _log.info("desk.trying_again", account=str(self.ref.account_id), cause=str(error))
                await asyncio.sleep(pause)
            else:
                return
        await job()

    def _failed(self, job: str, error: BaseException) -> None:
        _log.error("desk.job_failed", account=str(self.ref.account_id), job=job, exc_info=error)
        self._reconcile_later()

    def _reconcile_later(self) -> None:
        if self._again is None or self._again.cancelled() or self._again.when() < _now():
            self._again = asyncio.get_running_loop().call_later(_RECONCILE_AFTER_S, self.reconcile)


def _is_due_again(outcome: Outcome) -> bool:
    passing = isinstance(outcome, ProvenReject | CancelledOnly) and outcome.passing
    return passing or isinstance(outcome, NotSent)


def _now() -> float:
    return asyncio.get_running_loop().time()
