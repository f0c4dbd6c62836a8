"""The way back from a dismissal."""

from __future__ import annotations

from collections.abc import Mapping

import reflex as rx

from domain.identity.principal import Principal
from domain.shared.fields import uuid_field
from domain.shared.ids import SignalId
from robson_app.auth.notices import Tone, Undo, tell, undoes
from robson_app.composition import desk
from robson_app.i18n import t

_NAME = "dismissed signal"


def back_to(signal_id: SignalId) -> Undo:
    """Remember what was dismissed."""
    return Undo(name=_NAME, facts={"signal": str(signal_id)})


@undoes(_NAME)
async def bring_back(state: rx.State, me: Principal, facts: Mapping[str, str]) -> None:
    """Bring it back into the inbox; the stream tells the page."""
    await desk().signals.restore(me, SignalId(uuid_field("signal", facts["signal"])))
    await tell(state, Tone.GOOD, t("The signal is back in the inbox."))
