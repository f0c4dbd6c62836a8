"""Every section, in the order of the list; the first is what `/settings` shows."""

from __future__ import annotations

from robson_app.pages.settings import accounts, appearance, security

SECTIONS = (
    appearance.SECTION,
    accounts.SECTION,
    security.SECTION,
)
