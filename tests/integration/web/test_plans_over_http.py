"""From a wish to a protected position and out again, by program."""

from __future__ import annotations

from decimal import Decimal

from tests.integration.web.desk_client import account_of, eventually, key, last_price, opened, plan_body, validated


def test_a_preview_stores_nothing_and_tells_why_the_size_is_what_it_is(trader):
    account = account_of(trader)
    shown = trader.post(f"/api/v1/accounts/{account}/plans/preview", json=plan_body(trader)).json()
    assert shown["allowed"] is True
    assert shown["action"] == f"Buy {shown['quantity']} BTC on paper"
    assert Decimal(shown["planned_loss"]) <= 100
    assert shown["derivation"]["bounds"]
    assert all(gate["passed"] for gate in shown["gates"])
    assert shown["ladder"][0]["stop"] == shown["break_even"]
    assert trader.get("/api/v1/events").json()["items"][0]["kind"] != "plan.created"


def test_the_calculator_sizes_as_a_plan_would(trader):
    account, body = account_of(trader), plan_body(trader)
    asked = {"symbol": body["symbol"], "side": "long", "stop": body["stop"]}
    calculated = trader.post(f"/api/v1/accounts/{account}/size", json=asked).json()
    assert Decimal(calculated["planned_loss"]) <= 100
    assert calculated["refusals"] == []
    assert calculated["derivation"]["deciding"]


def test_a_plan_is_made_validated_and_executed_once_whatever_is_repeated(trader):
    plan = validated(trader)
    assert plan["status"] == "validated"
    assert Decimal(plan["reserved"]) == Decimal(plan["planned_loss"])
    answers = [trader.post(f"/api/v1/plans/{plan['id']}/execute", json={}, headers=key()) for _ in range(3)]
    assert {answer.json()["status"] for answer in answers} == {"executed"}
    orders = trader.get(f"/api/v1/accounts/{plan['account_id']}/orders").json()["items"]
    assert sorted(order["role"] for order in orders) == ["entry", "stop"]


def test_a_position_opened_by_program_is_protected_and_its_story_is_told(trader):
    position = opened(trader)
    story = trader.get(f"/api/v1/positions/{position['id']}").json()
    assert story["position"]["status"] == "active"
    assert [order["role"] for order in story["orders"]] == ["entry", "stop"]
    assert story["fills"]
    assert [rung["spans"] for rung in story["ladder"]][:2] == [1, 2]
    kinds = [event["kind"] for event in story["timeline"]]
    assert kinds[:3] == ["plan.created", "plan.validated", "plan.executed"]
    assert len({event["hash"] for event in story["timeline"]}) == len(kinds)


def test_a_stop_moves_nearer_and_never_away(trader):
    position = opened(trader)
    stop, price = Decimal(position["stop"]), last_price(trader)
    looser = trader.post(f"/api/v1/positions/{position['id']}/stop", json={"stop": f"{stop - 10:.2f}"}, headers=key())
    assert (looser.status_code, looser.json()["field"]) == (422, "stop")
    nearer = f"{stop + (price - stop) / 4:.2f}"
    moved = trader.post(f"/api/v1/positions/{position['id']}/stop", json={"stop": nearer}, headers=key())
    assert moved.status_code == 200, moved.text
    assert moved.json()["role"] == "stop"
    path = f"/api/v1/positions/{position['id']}"
    eventually(lambda: Decimal(trader.get(path).json()["position"]["stop"]) > stop, "the stop moved at the venue")


def test_a_target_and_a_journal_are_added_and_the_position_is_closed(trader):
    position = opened(trader)
    path = f"/api/v1/positions/{position['id']}"
    target = {"price": f"{last_price(trader) * Decimal('1.2'):.2f}", "share": "0.5"}
    added = trader.post(f"{path}/targets", json=target, headers=key())
    assert added.status_code == 200, added.text
    assert added.json()["exit_policy"] == "both"
    noted = trader.post(f"{path}/journal", json={"setup_tag": "range", "note": "=1+1"}, headers=key())
    assert noted.json()["setup_tag"] == "range"
    closed = trader.post(f"{path}/close", json={"share": "1"}, headers=key())
    assert closed.status_code == 200, closed.text
    eventually(lambda: trader.get(path).json()["position"]["status"] == "closed", "it closed")
    done = trader.get(path).json()["position"]
    assert done["close_reason"] == "trader"
    assert Decimal(done["net"]) == Decimal(done["gross"]) - Decimal(done["fees"])


def test_a_resting_entry_can_be_amended_and_cancelled(trader):
    body = plan_body(trader, "ETH/USDT") | {"entry": "limit"}
    eth = last_price(trader, "ETH/USDT")
    body |= {"limit": f"{eth * Decimal('0.97'):.2f}", "stop": f"{eth * Decimal('0.93'):.2f}"}
    plan = validated(trader, body)
    trader.post(f"/api/v1/plans/{plan['id']}/execute", json={}, headers=key())
    listing = f"/api/v1/accounts/{plan['account_id']}/orders"

    def entry(group: str = "working") -> dict[str, str]:
        rows = trader.get(listing, params={"group": group}).json()["items"]
        return next((row for row in rows if row["role"] == "entry" and row["status"] == "open"), {})

    eventually(lambda: bool(entry()), "the entry rests")
    amended = trader.post(
        f"/api/v1/orders/{entry()['id']}/amend", json={"price": f"{eth * Decimal('0.96'):.2f}"}, headers=key()
    )
    assert amended.status_code == 200, amended.text
    eventually(lambda: entry().get("id") == amended.json()["id"], "the new entry rests in its place")
    cancelled = trader.post(f"/api/v1/orders/{entry()['id']}/cancel", headers=key())
    assert cancelled.status_code == 200
    eventually(lambda: not entry(), "the entry is gone")


def test_a_wish_that_cannot_be_sized_is_refused_with_the_field_to_change(trader):
    body = plan_body(trader) | {"stop": f"{last_price(trader) * Decimal('0.7'):.2f}"}
    refused = trader.post(f"/api/v1/accounts/{account_of(trader)}/plans", json=body, headers=key())
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (422, "STOP_TOO_FAR", "stop")
    assert refused.json()["denials"][0]["figures"]["ceiling"] == "0.1"


def test_a_second_position_on_a_symbol_is_denied_with_its_reason(trader):
    opened(trader)
    plan = validated(trader)
    assert plan["status"] == "denied"
    assert plan["reserved"] == "0"
    assert all(denial["code"] and denial["sentence"] for denial in plan["denials"])


def test_a_plan_given_up_releases_what_it_held(trader):
    plan = validated(trader)
    cancelled = trader.post(f"/api/v1/plans/{plan['id']}/cancel", headers=key())
    assert (cancelled.json()["status"], cancelled.json()["reserved"]) == ("cancelled", "0")
    executed = trader.post(f"/api/v1/plans/{plan['id']}/execute", json={}, headers=key())
    assert (executed.status_code, executed.json()["code"]) == (409, "PLAN_LAPSED")
    assert trader.get(f"/api/v1/plans/{plan['id']}").json()["status"] == "cancelled"


def test_the_kill_switch_needs_its_word_halts_and_can_be_lifted(trader):
    path = f"/api/v1/accounts/{account_of(trader)}"
    wrong = trader.post(f"{path}/kill-switch", json={"confirmation": "halt?", "reason": "drill"}, headers=key())
    assert (wrong.status_code, wrong.json()["field"]) == (422, "confirmation")
    halted = trader.post(f"{path}/kill-switch", json={"confirmation": "HALT", "reason": "drill"}, headers=key())
    assert (halted.json()["state"], halted.json()["halt_reason"]) == ("halted", "drill")
    assert validated(trader)["status"] == "denied"
    gates = trader.get(f"{path}/gates", params={"symbol": "BTC/USDT"}).json()
    assert [gate["passed"] for gate in gates if "STATE" in gate["code"] or "HALTED" in gate["code"]] == [False]
    assert trader.post(f"{path}/resume", headers=key()).json()["state"] == "active"


def test_limits_can_be_tightened_but_not_past_the_hard_ones(trader):
    path = f"/api/v1/accounts/{account_of(trader)}/limits"
    assert trader.post(path, json={"risk_fraction": "0.005"}, headers=key()).status_code == 200
    assert trader.get(path).json()["risk_fraction"] == "0.005"
    loose = trader.post(path, json={"risk_fraction": "0.02"}, headers=key())
    assert (loose.status_code, loose.json()["field"]) == (422, "risk_fraction")
    assert trader.get(path).json()["risk_fraction"] == "0.005"


def test_a_paper_account_starts_over_with_its_history_kept(trader):
    position = opened(trader)
    account = account_of(trader)
    busy = trader.post(f"/api/v1/accounts/{account}/reset", headers=key())
    assert busy.status_code == 409
    trader.post(f"/api/v1/positions/{position['id']}/close", json={}, headers=key())
    path = f"/api/v1/positions/{position['id']}"
    eventually(lambda: trader.get(path).json()["position"]["status"] == "closed", "it closed")
    again = trader.post(f"/api/v1/accounts/{account}/reset", headers=key())
    assert again.status_code == 200, again.text
    assert (again.json()["epoch"], again.json()["realised"]) == (2, "0")
    assert trader.get(path).status_code == 200


def test_figures_equity_and_months_of_an_account_agree(trader):
    account = account_of(trader)
    told = trader.get(f"/api/v1/accounts/{account}").json()
    assert told["figures"]["equity"] == told["account"]["balance"] == "10000"
    assert told["figures"]["slots_left"] == 4
    assert trader.get(f"/api/v1/accounts/{account}/equity").status_code == 200
    months = trader.get(f"/api/v1/accounts/{account}/months").json()
    assert [month["capital"] for month in months] == ["10000"]


def test_orders_leave_as_a_table_whose_cells_are_no_formulas(trader):
    opened(trader)
    answer = trader.get(f"/api/v1/accounts/{account_of(trader)}/orders.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    header, *rows = answer.text.splitlines()
    assert header.startswith("id,account_id,")
    assert len(rows) == 2
