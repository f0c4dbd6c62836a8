"""One account's work within a term: what it sends, what it hears."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from itertools import count

import structlog

from adapters.db.errors import CommitUnknownError, DatabaseUnavailableError
from domain.shared.errors import ConflictError, RobsonError
from domain.trading.dispatch import Cancel, Dispatch, Replace, Submit, SubmitList, client_ids
from domain.trading.errors import RateLimitedError
from domain.trading.ports import Venue
from domain.trading.transitions import ORDER_ENDED
from domain.trading.use_cases.apply_report import Applied
from domain.trading.venue import (
    KEY_REFUSED,
    OrderReport,
    Outcome,
    OutcomeUnknown,
    StreamState,
    VenueReport,
)
from robson_app.engine.answers import doubts_the_rules, is_to_be_asked_about, refuses_the_key, rest_after
from robson_app.engine.around import Around
from robson_app.engine.cancel_pace import CancelPace
from robson_app.engine.couriers import Couriers
from robson_app.engine.held_back import HeldBack
from robson_app.engine.lane import Job, Lane
from robson_app.engine.leadership import Leadership
from robson_app.engine.parts import AccountRef, EngineCases

_log = structlog.get_logger(__name__)
_PASSING = (ConflictError, DatabaseUnavailableError, CommitUnknownError)
_PAUSES_S = (0.02, 0.1, 0.5, 2.0)
_ASK_SOON_S = 0.5
_ASK_AGAIN_S = 2.0
_ASK_REFUSED_S = 30.0
_HOLD_BACK_S = 1.0
"""For how long the stream's word of an order waits for the answer about it, and no longer: a stop may hang on it."""


class AccountDesk:
    """Hands an account's intents to its venue and applies what the venue answers and reports.

    Nothing is sent before a first reconciliation has passed. Beginning to send and doubting what was being sent share a
    lane, so a doubt never meets an order that is about to leave; couriers carry what leaves, each symbol by itself;
    the venue is asked meanwhile about everything but what they carry. What fails is tried again after a while, for
    this account alone.
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
        name = str(ref.account_id)
        self._sending = Lane(f"send {name}", self._failed)
        self._couriers = Couriers(f"carry {name}", carry=self._carry, arrived=self.send, failed=self._failed)
        self._asking = Lane(f"ask {name}", self._failed)
        self._books = Lane(f"book {name}", self._failed)
        self._numbers = count()
        self._reconciled = False
        self._suspension: bool | None = None
        self._blind = False
        self._cancels = CancelPace()
        self._held = HeldBack(self.hear)
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
        """Ask the venue what is true, of our orders and of strangers."""
        self._ask("reconcile", everywhere=True)

    def ask(self) -> None:
        """Ask the venue about our own orders only, which is cheaper."""
        self._ask("ask", everywhere=False)

    def _ask(self, key: str, *, everywhere: bool) -> None:
        self._sending.put("doubt", self._doubt)
        self._sending.put(key, partial(self._line_up, key, everywhere))

    def book(self, key: str, job: Job) -> None:
        """Run something on the account's books, after what is lined up; not twice under one key."""
        self._books.put(key, partial(self._persist, job))

    @property
    def idle(self) -> bool:
        """True while nothing is lined up or running."""
        return self._sending.idle and self._couriers.idle and self._asking.idle and self._books.idle

    async def drained(self) -> None:
        """Wait until nothing is lined up."""
        while not self.idle:
            await self._sending.drained()
            await self._couriers.drained()
            await self._asking.drained()
            await self._books.drained()

    async def close(self, *, within_s: float) -> None:
        """Finish what is lined up, as far as the time allows, and stop listening."""
        if self._again is not None:
            self._again.cancel()
        await self._sending.close(within_s=within_s)
        await asyncio.gather(self._couriers.close(within_s=within_s), self._asking.close(within_s=within_s))
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
        if self._held.takes(report):
            return
        self._around.before_report(self.ref.account_id)
        self._books.put(f"report {next(self._numbers)}", partial(self._persist, partial(self._apply, report)))
        if isinstance(report, OrderReport) and report.status in ORDER_ENDED:
            self._books.put("send", self._wake)

    async def _send(self) -> None:
        ref = self.ref
        busy = self._couriers.busy
        due = await self._cases.begin_sending(ref.tenant_id, ref.account_id, self._leadership.epoch, busy)
        self._couriers.take([d for d in due if not isinstance(d, Cancel) or self._cancels.may_ask(d.order_id, _now())])

    async def _carry(self, dispatch: Dispatch) -> float:
        # The epoch is proven once more at the last moment: what is not sent now stays SENDING, and the successor asks
        # the venue about it.
        self._leadership.require()
        outcome = await self._sent(dispatch)
        if isinstance(outcome, OutcomeUnknown):
            _log.warning("order.outcome_unknown", account=str(self.ref.account_id), cause=outcome.cause)
        if refuses_the_key(outcome):
            self._reconciled = False
        if doubts_the_rules(outcome):
            self._around.rules_doubted()
        if is_to_be_asked_about(dispatch, outcome) or not self._reconciled:
            self._ask_later(_ASK_SOON_S)
        return rest_after(dispatch, outcome)

    async def _sent(self, dispatch: Dispatch) -> Outcome:
        # The stream may overtake the answer. What it says of these orders is applied after the answer, in the order
        # in which it happened at the venue; but it does not wait for an answer that is long in coming.
        named = client_ids(dispatch)
        self._held.hold(named)
        patience = asyncio.get_running_loop().call_later(_HOLD_BACK_S, self._held.let_through, named)
        try:
            outcome = await self._hand_over(dispatch)
            job = partial(self._cases.apply_outcome, self.ref.tenant_id, self.ref.account_id, dispatch, outcome)
            await self._persist(job)
            self._around.after_change(self.ref)
        finally:
            patience.cancel()
            self._held.let_through(named)
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
            self._ask_later(_ASK_AGAIN_S)

    async def _wake(self) -> None:
        self.send()

    async def _doubt(self) -> None:
        await self._cases.doubt_sending(self.ref.tenant_id, self.ref.account_id, self._couriers.under_way())

    async def _line_up(self, key: str, everywhere: bool) -> None:
        self._asking.put(key, partial(self._reconcile, everywhere))

    async def _reconcile(self, everywhere: bool) -> None:
        ref = self.ref
        try:
            unproven = await self._cases.reconcile_account(
                ref.tenant_id, ref.account_id, self.venue, under_way=self._couriers.under_way, everywhere=everywhere
            )
        except RobsonError as error:
            if error.code != KEY_REFUSED:
                raise
            await self._suspended(str(error))
            return
        if self._suspension is not False:
            await self._persist(partial(self._cases.suspend_account, ref.tenant_id, ref.account_id, ""))
            self._suspension = False
        self._reconciled = True
        self._around.after_change(ref)
        self.send()
        if unproven or self._blind:
            self._ask_later(_ASK_AGAIN_S)

    async def _suspended(self, reason: str) -> None:
        # Nothing is sent before a reconciliation has passed again; what rests at the venue goes on resting there.
        self._reconciled, self._suspension = False, True
        ref = self.ref
        await self._persist(partial(self._cases.suspend_account, ref.tenant_id, ref.account_id, reason))
        self._ask_later(_ASK_REFUSED_S)

    def check_balances(self) -> None:
        """Compare what the venue holds with the books."""
        if self._reconciled:
            job = partial(self._cases.check_balances, self.ref.tenant_id, self.ref.account_id, self.venue)
            self._asking.put("balances", job)

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
        if isinstance(error, RateLimitedError):
            _log.warning("desk.paused", account=str(self.ref.account_id), job=job, cause=str(error))
            self._ask_later(max(error.retry_after_s, _ASK_AGAIN_S))
            return
        _log.error("desk.job_failed", account=str(self.ref.account_id), job=job, exc_info=error)
        self._ask_later(_ASK_AGAIN_S)

    def _ask_later(self, after_s: float) -> None:
        due = _now() + after_s
        if self._again is not None and not self._again.cancelled() and _now() <= self._again.when():
            if self._again.when() <= due:
                return
            self._again.cancel()
        # Until a first reconciliation has passed, nothing less will do.
        self._again = asyncio.get_running_loop().call_later(after_s, self.ask if self._reconciled else self.reconcile)


def _now() -> float:
    return asyncio.get_running_loop().time()
