"""The way back from a cancelled plan: the same wish is planned and checked again, at today's price and budget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import reflex as rx

from domain.identity.principal import Principal
from domain.shared.fields import uuid_field
from domain.shared.ids import PlanId
from domain.trading.plan import PlanStatus
from robson_app.auth.notices import Tone, Undo, tell, undoes
from robson_app.composition import desk
from robson_app.i18n import t

_NAME = "plan"


def back_to(plan_id: str) -> Undo:
    """Remember which plan is being cancelled."""
    return Undo(name=_NAME, facts={"plan": plan_id})


@undoes(_NAME)
async def plan_again(state: rx.State, me: Principal, facts: Mapping[str, str]) -> Any:
    """Plan the same again; the gates decide anew. The trade page of the pair picks the plan up."""
    from robson_app.pages.trade.ticket_state import TicketState  # it offers this way back

    planned = await desk().plan_again(me, PlanId(uuid_field("plan", facts["plan"])))
    if planned.status is PlanStatus.DENIED:
        why = planned.denials[0].sentence if planned.denials else ""
        await tell(state, Tone.BAD, t("The plan could not be made again; nothing was reserved. {why}", why=why))
        return None
    await tell(state, Tone.GOOD, t("The plan for {symbol} stands again.", symbol=planned.symbol))
    return TicketState.load
