"""The seal of venue keys, the same in every process of a desk."""

from __future__ import annotations

from adapters.secrets.envelope import EnvelopeBox
from adapters.secrets.master_keys import keys_of_this_machine
from robson_app.settings import Settings


def secret_box(settings: Settings) -> EnvelopeBox:
    """Return the box under the master keys of the settings, or under the data folder's own."""
    return EnvelopeBox(settings.master_keys or keys_of_this_machine(settings.data))
