"""The way back from a change of a position's journal."""

from __future__ import annotations

from collections.abc import Mapping

import reflex as rx

from domain.identity.principal import Principal
from domain.shared.fields import uuid_field
from domain.shared.ids import PositionId
from robson_app.auth.notices import Tone, Undo, tell, undoes
from robson_app.composition import desk
from robson_app.i18n import t

_NAME = "journal"


def back_to(position_id: PositionId, tag: str, note: str) -> Undo:
    """Remember what the journal says before it changes."""
    return Undo(name=_NAME, facts={"position": str(position_id), "tag": tag, "note": note})


@undoes(_NAME)
async def write_back(state: rx.State, me: Principal, facts: Mapping[str, str]) -> None:
    """Write the earlier words again; the audit chain keeps both."""
    position = PositionId(uuid_field("position", facts["position"]))
    await desk().annotate_position(me, position, facts["tag"], facts["note"])
    await tell(state, Tone.GOOD, t("The journal says what it said before."))
