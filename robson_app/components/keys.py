"""Forms for what no page's state may hold: keys, codes, the words that arm real money. They go straight to routes."""

from __future__ import annotations

import reflex as rx


class ConnectForm(rx.Component):
    """Opens an account at a venue; `on_done` hears that the route took it, and nothing of what was typed."""

    library = "/public/desk/accounts.jsx"
    tag = "ConnectForm"
    venues: rx.Var[list[dict[str, str | bool]]]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


class KeysForm(rx.Component):
    """Replaces an account's keys."""

    library = "/public/desk/accounts.jsx"
    tag = "KeysForm"
    account: rx.Var[str]
    passphrase: rx.Var[bool]
    block: rx.Var[bool]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


class ArmForm(rx.Component):
    """Arms an account's real money by the words `phrase`, and the second factor where it was not shown lately."""

    library = "/public/desk/accounts.jsx"
    tag = "ArmForm"
    account: rx.Var[str]
    phrase: rx.Var[str]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


class LiveOrderForm(rx.Component):
    """Executes a plan on a live account, against an acknowledgement and the second factor as above."""

    library = "/public/desk/live_order.jsx"
    tag = "LiveOrderForm"
    plan: rx.Var[str]
    action: rx.Var[str]
    loss: rx.Var[str]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


connect_form = ConnectForm.create
keys_form = KeysForm.create
arm_form = ArmForm.create
live_order_form = LiveOrderForm.create
