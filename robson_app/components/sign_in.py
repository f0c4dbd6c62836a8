"""The way in for who has a desk or wants one."""

from __future__ import annotations

import reflex as rx


class SignIn(rx.Component):
    """Address and password go to a route that answers with a cookie; no page's state ever holds them."""

    library = "/public/desk/sign_in.jsx"
    tag = "SignIn"
    sign_up: rx.Var[bool]
    next: rx.Var[str]


sign_in = SignIn.create
