"""How users have arranged their desks. Rows go with their user."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text

from adapters.db.tables.base import Table, belongs_to, counter, document, flag, identity, key, moment, one_of, words
from domain.workspace.preferences import Language, Palette, Theme


class UserPreferencesTable(Table, table=True):
    """One user's choices."""

    __tablename__ = "user_preferences"
    __table_args__ = (
        belongs_to("app_user", "user_id", ondelete="CASCADE"),
        one_of("theme", Theme),
        one_of("palette", Palette),
        one_of("language", Language),
        belongs_to("account", "account_id"),
    )

    tenant_id: UUID = key()
    user_id: UUID = key()
    theme: str = words()
    palette: str = words()
    language: str = words()
    time_zone: str = words()
    sound: bool = flag()
    chart: dict[str, Any] = document()
    panels: list[Any] = document()
    watch_list: list[Any] = document()
    account_id: UUID | None = identity(required=False)
    version: int = counter()
    updated_at: datetime = moment()


class DrawingSheetTable(Table, table=True):
    """One user's drawings on one pair."""

    __tablename__ = "drawing_sheet"
    __table_args__ = (belongs_to("app_user", "user_id", ondelete="CASCADE"),)

    tenant_id: UUID = key()
    user_id: UUID = key()
    symbol: str = key(Text)
    drawings: list[Any] = document()
    version: int = counter()
    updated_at: datetime = moment()
