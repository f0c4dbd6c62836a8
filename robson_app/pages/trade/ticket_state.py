"""The ticket: preview while it is edited, then plan, validate and execute."""

from __future__ import annotations

import reflex as rx

from domain.identity.principal import Permission, Principal
from domain.shared.errors import ConflictError, InvalidInputError
from domain.shared.fields import uuid_field
from domain.shared.ids import AccountId, PlanId
from domain.trading.account import Account
from domain.trading.drafts import PlanDraft
from domain.trading.errors import PlanLapsedError, RefusedError
from domain.trading.plan import Plan, PlanStatus
from domain.trading.use_cases.execute_plan import ExecutionRefusedError
from domain.trading.use_cases.plan_again import wish_of
from robson_app.auth.handlers import handler
from robson_app.auth.notices import Tone, tell
from robson_app.components.shell.chosen import own_glance
from robson_app.composition import desk
from robson_app.display import plain
from robson_app.glance import read_glance
from robson_app.i18n import t, told
from robson_app.pages.trade import plan_back
from robson_app.pages.trade.sent import tell_sent
from robson_app.pages.trade.state import TradeState
from robson_app.pages.trade.ticket_draft import HOUR, TargetRow, edited, first_target, read_draft, shown_target
from robson_app.pages.trade.ticket_rows import (
    DenialRow,
    PreviewRow,
    action_of,
    denial_rows,
    plan_row,
    preview_row,
    unanswered,
)
from robson_app.pages.trade.where import instrument_of, resting_price, symbol_of

DAY_S = 86_400
WITH_TARGETS = frozenset({"target", "both"})


class TicketState(rx.State):
    """What the trader asks for, what the rules answer, and the plan that came of it."""

    account_id: str = ""
    side: str = "long"
    entry: str = "market"
    limit: str = ""
    stop: str = ""
    confirmed: bool = False
    policy: str = "trail"
    targets: list[TargetRow] = []  # noqa: RUF012 -- Reflex copies the default for each page
    rest_hours: str = "24"
    tag: str = ""
    note: str = ""
    why_open: bool = False
    preview: PreviewRow = PreviewRow()
    problem: str = ""
    problem_field: str = ""
    plan_id: str = ""
    plan_until: str = ""
    plan_action: str = ""
    refusals: list[DenialRow] = []  # noqa: RUF012 -- as above

    @handler(Permission.VIEW)
    async def load(self, me: Principal) -> None:
        """Start with a fresh ticket for the symbol of the address; pick up a validated plan if there is one."""
        symbol = symbol_of(self)
        if symbol is None or instrument_of(symbol) is None:
            return
        self.reset()
        glance = await own_glance(self, me)
        self.account_id = str(glance.account.id)
        mine = [p for p in glance.plans if p.user_id == me.user_id and p.symbol == symbol]
        kept = next((p for p in mine if p.status is PlanStatus.VALIDATED), None)
        if kept is not None:
            self._ask_again(kept)
            await self._show(me)
            self._keep(kept, glance.account)
            return
        await self._show(me)

    @handler(Permission.VIEW)
    async def reprice(self, me: Principal) -> None:
        """Look again at the last price; the page asks for it every few seconds while the price moves."""
        if not self.plan_id:
            await self._show(me)

    @handler(Permission.VIEW)
    async def set_side(self, me: Principal, side: str) -> None:
        """Choose long or short; everything that belongs to the other side starts anew."""
        self.side, self.stop, self.limit, self.entry, self.confirmed = side, "", "", "market", False
        self.policy, self.targets = "trail", []
        await self._edited(me)

    @handler(Permission.VIEW)
    async def set_entry(self, me: Principal, entry: str) -> None:
        """Choose a market entry or a resting limit, which starts a little better than the last price."""
        self.entry = entry
        self.limit = resting_price(symbol_of(self), self.side) if entry == "limit" else ""
        await self._edited(me)

    @handler(Permission.VIEW)
    async def edit_limit(self, me: Principal, price: str) -> None:
        """Place the resting entry, from the field or the chart."""
        self.entry, self.limit = "limit", price
        await self._edited(me)

    @handler(Permission.VIEW)
    async def edit_stop(self, me: Principal, price: str) -> None:
        """Place the stop, from the field or the chart; an empty one asks the chart again."""
        self.stop, self.confirmed = price, False
        await self._edited(me)

    @handler(Permission.VIEW)
    async def drag_stop(self, me: Principal, price: str) -> None:
        """Follow the chart's stop line: the ticket's stop, or a tighter one for the position that is open."""
        page = await self.get_state(TradeState)
        if page.held.id:
            page.tighten_to = price
            return
        self.stop, self.confirmed = price, False
        await self._edited(me)

    @handler(Permission.VIEW)
    async def confirm(self, me: Principal, confirmed: bool) -> None:
        """Accept a fallback stop, or take it back."""
        self.confirmed = confirmed
        await self._edited(me)

    @handler(Permission.VIEW)
    async def set_policy(self, me: Principal, policy: str) -> None:
        """Choose how the position is left."""
        self.policy = policy
        self.targets = (self.targets or [first_target(self.preview)]) if policy in WITH_TARGETS else []
        await self._edited(me)

    @handler(Permission.VIEW)
    async def add_target(self, me: Principal) -> None:
        """Add a target."""
        self.targets = [*self.targets, TargetRow(share="50")][:5]
        await self._edited(me)

    @handler(Permission.VIEW)
    async def drop_target(self, me: Principal, index: int) -> None:
        """Remove a target."""
        self.targets = [target for i, target in enumerate(self.targets) if i != index] or [TargetRow()]
        await self._edited(me)

    @handler(Permission.VIEW)
    async def edit_target(self, me: Principal, index: int, name: str, text: str) -> None:
        """Change a target's price or share."""
        self.targets = [edited(row, name, text) if i == index else row for i, row in enumerate(self.targets)]
        await self._edited(me)

    @handler(Permission.VIEW)
    async def set_rest(self, me: Principal, hours: str) -> None:
        """Choose how long a resting entry may wait."""
        self.rest_hours = hours
        await self._edited(me)

    @handler(Permission.VIEW)
    async def edit_words(self, me: Principal, name: str, text: str) -> None:
        """Change the set-up tag or the note; neither changes a figure."""
        if name == "tag":
            self.tag = text
        else:
            self.note = text

    @handler(Permission.VIEW)
    async def show_why(self, me: Principal, shown: bool) -> None:
        """Open or close "why this size"."""
        self.why_open = shown

    @handler(Permission.TRADE)
    async def plan(self, me: Principal) -> None:
        """Make the plan and have every gate check it; it then holds its share of the budget."""
        self.refusals = []
        try:
            planned = await desk().create_plan(me, self._account, self._draft())
            if planned.status is PlanStatus.PLANNED:
                planned = await desk().validate_plan(me, planned.id)
        except RefusedError as refused:
            self.refusals = denial_rows(refused.denials)
            return
        if planned.status is PlanStatus.DENIED:
            self.refusals = denial_rows(planned.denials)
            await self._show(me)
            return
        self._keep(planned, (await read_glance(desk(), me, planned.account_id)).account)

    @handler(Permission.TRADE)
    async def execute(self, me: Principal) -> None:
        """Send what the button says. Clicked twice, it happens once."""
        if not self.plan_id:
            return
        plan_id, order = PlanId(uuid_field("plan", self.plan_id)), self.plan_action
        try:
            await desk().execute_plan(me, plan_id)
        except ExecutionRefusedError as refused:
            await desk().cancel_plan(me, plan_id)
            self._forget()
            self.refusals = denial_rows(refused.denials)
            await self._show(me)
            return
        self._reset_draft()
        await tell_sent(self, order)
        await self._show(me)

    @handler(Permission.TRADE)
    async def cancel(self, me: Principal) -> None:
        """Let the plan go, and with it what it holds of the budget."""
        if not self.plan_id:
            return
        undo = plan_back.back_to(self.plan_id)
        if await self._release(me):
            await tell(self, Tone.INFO, t("The plan is cancelled and its budget is free again."), undo=undo)
        await self._show(me)

    @handler(Permission.VIEW)
    async def lapse(self, me: Principal) -> None:
        """The plan's 300 seconds are over."""
        self._forget()
        await tell(self, Tone.INFO, t("The plan has expired; nothing was sent and its budget is free again."))
        await self._show(me)

    @property
    def _account(self) -> AccountId:
        return AccountId(uuid_field("account", self.account_id))

    def _draft(self) -> PlanDraft:
        return read_draft(
            symbol=symbol_of(self),
            side=self.side,
            entry=self.entry,
            limit=self.limit,
            stop=self.stop,
            confirmed=self.confirmed,
            policy=self.policy,
            targets=self.targets,
            rest_hours=self.rest_hours,
            tag=self.tag,
            note=self.note,
        )

    async def _edited(self, me: Principal) -> None:
        if self.plan_id and me.may(Permission.TRADE):
            await self._release(me)
        self.refusals = []
        await self._show(me)

    async def _show(self, me: Principal) -> None:
        """Preview what is asked for; say what is wrong with it beside the field."""
        if not self.account_id:
            return
        self.problem = self.problem_field = ""
        try:
            draft = self._draft()
            preview = await desk().preview_plan(me, self._account, draft)
        except RefusedError as refused:
            self.preview = PreviewRow(denials=denial_rows(refused.denials))
        except InvalidInputError as error:
            self.problem, self.problem_field = told(str(error)), error.field or ""
            self.preview = unanswered(self.preview)
        else:
            instrument = instrument_of(draft.symbol)
            if instrument is not None:
                self.preview = preview_row(preview, instrument)

    def _ask_again(self, plan: Plan) -> None:
        wish = wish_of(plan)
        self.side, self.entry, self.policy = wish.side.value, wish.entry.value, wish.exit_policy.value
        self.limit, self.stop = (plain(price) if price else "" for price in (wish.limit, wish.stop))
        self.confirmed, self.tag, self.note = wish.stop_confirmed, wish.setup_tag, wish.note
        self.targets = [shown_target(target) for target in wish.targets]
        self.rest_hours = str((wish.resting_for_s or DAY_S) // HOUR)

    def _keep(self, plan: Plan, account: Account) -> None:
        self.plan_id, self.plan_until = str(plan.id), plan.expires_at.isoformat()
        self.plan_action = action_of(plan, account)
        instrument = instrument_of(plan.symbol)
        if instrument is not None:
            self.preview = plan_row(self.preview, plan, account, instrument)

    def _forget(self) -> None:
        self.plan_id = self.plan_until = self.plan_action = ""

    async def _release(self, me: Principal) -> bool:
        plan_id = PlanId(uuid_field("plan", self.plan_id))
        self._forget()
        try:
            await desk().cancel_plan(me, plan_id)
        except (PlanLapsedError, ConflictError) as gone:
            await tell(self, Tone.INFO, told(str(gone)))
            return False
        return True

    def _reset_draft(self) -> None:
        self._forget()
        self.stop, self.limit, self.entry, self.confirmed = "", "", "market", False
        self.policy, self.targets, self.tag, self.note, self.refusals = "trail", [], "", "", []
