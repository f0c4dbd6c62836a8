"""A form that the browser sends by itself, to a route that answers with a cookie."""

from __future__ import annotations

import reflex as rx


class PostForm(rx.Component):
    """Unlike the framework's own form it leaves the page."""

    library = "/public/desk/post.jsx"
    tag = "PostForm"
    action: rx.Var[str]


post_form = PostForm.create
