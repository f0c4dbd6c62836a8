"""The last question before real money moves."""

from __future__ import annotations

import reflex as rx

from domain.identity.principal import Permission, Principal
from robson_app.auth.handlers import handler
from robson_app.components.dialog import dialog
from robson_app.components.keys import live_order_form
from robson_app.i18n import t
from robson_app.pages.trade.sent import tell_sent
from robson_app.pages.trade.ticket_state import TicketState


class LiveOrderState(rx.State):
    """Whether it is being asked."""

    open: bool = False

    @handler(Permission.VIEW)
    async def ask(self, me: Principal, shown: bool) -> None:
        """Open or close the question."""
        self.open = shown

    @handler(Permission.VIEW)
    async def sent(self, me: Principal):
        """Start a fresh ticket after the form's route has taken the plan."""
        self.open = False
        ticket = await self.get_state(TicketState)
        await tell_sent(self, ticket.plan_action)
        return TicketState.load


def live_button(tone: rx.Var[str]) -> rx.Component:
    """Say what would be sent and where to; it asks first."""
    return rx.el.button(
        TicketState.plan_action,
        " …",
        rx.el.kbd("↵", class_name="not-phone"),
        type="button",
        on_click=LiveOrderState.ask(True),
        class_name=tone + " go",
        custom_attrs={"data-key": "Enter", "aria-haspopup": "dialog"},
    )


def live_order_dialog() -> rx.Component:
    """The acknowledgement, and the second factor where it was not shown lately."""
    return dialog(
        live_order_form(
            plan=TicketState.plan_id,
            action=TicketState.plan_action,
            loss=TicketState.preview.loss,
            on_done=LiveOrderState.sent,
        ),
        open=LiveOrderState.open & (TicketState.plan_id != ""),
        title=t("Real money"),
        on_close=LiveOrderState.ask(False),
    )
