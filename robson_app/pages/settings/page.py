"""The frame of the settings: the list of sections, and one of them."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.react_router import ReactRouterLink

from robson_app.components.shell import shell
from robson_app.i18n import t
from robson_app.pages.settings.section import Section
from robson_app.pages.settings.sections import SECTIONS


def settings_page(section: Section) -> rx.Component:
    """One section beside the list of all."""
    return shell(
        rx.el.div(
            rx.el.nav(
                *(_link(other, current=other is section) for other in SECTIONS),
                class_name="sections",
                aria_label=t("Sections of the settings"),
            ),
            rx.el.div(section.content(), class_name="section"),
            class_name="settings",
        ),
        title=t("Settings"),
        current="Settings",
    )


def _link(section: Section, *, current: bool) -> rx.Component:
    attributes = {"aria-current": "page"} if current else {}
    return ReactRouterLink.create(t(section.label), to=section.address, custom_attrs=attributes)
