"""What the ticket says of a preview and of a validated plan."""

from __future__ import annotations

from decimal import Decimal

from domain.shared.ids import AccountId
from domain.trading.drafts import PlanDraft
from domain.trading.plan import PlanStatus
from domain.trading.preview import PlanPreview
from robson_app.pages.trade.ticket_draft import TargetRow, read_draft
from robson_app.pages.trade.ticket_rows import plan_row, preview_row, unanswered
from tests.fakes.market_view import BTC, instrument
from tests.fakes.trading_desk import TradingDesk


def _draft(**changes: object) -> PlanDraft:
    fields: dict[str, object] = {
        "symbol": BTC,
        "side": "long",
        "entry": "market",
        "limit": "",
        "stop": "",
        "confirmed": False,
        "policy": "trail",
        "targets": [],
        "rest_hours": "24",
        "tag": "",
        "note": "",
    }
    return read_draft(**(fields | changes))  # type: ignore[arg-type]  # a field is changed by name


async def _preview(desk: TradingDesk, **changes: object) -> PlanPreview:
    account = await _account_id(desk)
    return await desk.preview_plan(desk.trader, account, _draft(**changes))


async def _account_id(desk: TradingDesk) -> AccountId:
    async with desk.units(desk.trader.tenant_id) as unit:
        return (await unit.accounts.all())[0].id


async def test_a_preview_says_what_the_button_will_do_and_what_is_lost() -> None:
    desk = TradingDesk()
    preview = await _preview(desk, stop="42297.6")
    row = preview_row(preview, instrument(BTC))

    assert row.sized
    assert row.action == f"Buy {preview.quantity.normalize():f} BTC on paper"
    assert row.loss.startswith("−9") or row.loss.startswith("−100")
    assert row.loss.endswith(" USDT")
    assert row.stop_source == "manual"
    assert row.stop_hint.startswith("yours · ")
    assert row.entry_kind == "market"
    assert row.entry_bound.startswith(", at most 43,643.60")
    assert [rung.move for rung in row.ladder] == ["+1 span", "+2 spans", "+3 spans"]
    assert row.ladder[0].locks == "0 R · break-even"


async def test_the_derivation_names_the_bound_that_decides() -> None:
    desk = TradingDesk()
    row = preview_row(await _preview(desk, stop="42297.6"), instrument(BTC))

    assert [bound.decides for bound in row.why.bounds] == [True, False, False, False, False]
    assert row.why.bounds[0].name == "Risk of one trade"
    assert [step.name for step in row.why.steps][-1] == "Lost if stopped"


async def test_a_failing_gate_is_told_in_words_without_what_only_follows_from_it() -> None:
    desk = TradingDesk()
    row = preview_row(await _preview(desk, stop="43590"), instrument(BTC))

    assert not row.sized
    assert row.quantity == "—"
    assert row.passed == ""
    assert [denial.code for denial in row.denials] == ["STOP_TOO_NEAR"]
    assert row.denials[0].sentence


async def test_a_question_that_became_wrong_keeps_its_lines_and_loses_its_figures() -> None:
    desk = TradingDesk()
    row = unanswered(preview_row(await _preview(desk, stop="42297.6"), instrument(BTC)))

    assert row.stop
    assert row.reference
    assert not row.sized
    assert (row.quantity, row.loss, row.passed, row.ladder) == ("—", "—", "", [])


async def test_targets_show_their_reward_for_one_unit_of_risk() -> None:
    desk = TradingDesk()
    target = TargetRow(price="47000", share="50")
    row = preview_row(await _preview(desk, stop="42297.6", policy="both", targets=[target]), instrument(BTC))

    assert [(reward.price, reward.share) for reward in row.rewards] == [("47,000.00", "50 %")]
    assert row.targets[0].label.startswith("target 1 · 50 % · ")


async def test_a_short_mirrors_words_and_ladder() -> None:
    desk = TradingDesk()
    row = preview_row(await _preview(desk, side="short", stop="45000"), instrument(BTC))

    assert row.action.startswith("Sell short ")
    assert row.entry_bound.startswith(", at least ")
    assert row.ladder[0].move == "−1 span"


async def test_a_validated_plan_freezes_the_ticket_at_its_own_figures() -> None:
    desk = TradingDesk()
    shown = preview_row(await _preview(desk, stop="42297.6"), instrument(BTC))
    account_id = await _account_id(desk)
    plan = await desk.create_plan(desk.trader, account_id, _draft(stop="42297.6"))
    plan = await desk.validate_plan(desk.trader, plan.id)
    assert plan.status is PlanStatus.VALIDATED
    desk.quote(BTC, "43700")
    moved = preview_row(await _preview(desk, stop="42297.6"), instrument(BTC))
    async with desk.units(desk.trader.tenant_id) as unit:
        account = await unit.accounts.get(account_id)

    frozen = plan_row(moved, plan, account, instrument(BTC))

    assert moved.quantity != shown.quantity
    assert (frozen.quantity, frozen.loss, frozen.break_even) == (shown.quantity, shown.loss, shown.break_even)
    assert frozen.action == shown.action
    assert "reserved" in frozen.passed
    assert frozen.why.steps == shown.why.steps
    assert Decimal(frozen.reference) == plan.reference
