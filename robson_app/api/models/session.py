"""Sessions as the API tells them."""

from __future__ import annotations

from uuid import UUID

from domain.identity.principal import Permission, Role
from robson_app.api.models.common import Told


class SessionOut(Told):
    """Who is calling and what they may do."""

    tenant_id: UUID
    user_id: UUID
    role: Role
    permissions: list[Permission]
