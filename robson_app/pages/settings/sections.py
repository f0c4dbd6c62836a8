"""Every section, in the order of the list; the first is what `/settings` shows."""

from __future__ import annotations

from robson_app.pages.settings import appearance, people, security
from robson_app.pages.settings.accounts import page as accounts

SECTIONS = (
    appearance.SECTION,
    accounts.SECTION,
    people.SECTION,
    security.SECTION,
)
