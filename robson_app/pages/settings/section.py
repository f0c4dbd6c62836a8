"""What a section of the settings is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from robson_app import routes


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section, at an address of its own.

    Attributes:
        slug: Last part of its address.
        label: What its link says, marked with `N_`.
        content: Makes what it shows.
        on_load: Events that fill it.
    """

    slug: str
    label: str
    content: Callable[[], rx.Component]
    on_load: tuple[Any, ...] = ()

    @property
    def address(self) -> str:
        """Where it is."""
        return f"{routes.SETTINGS}/{self.slug}"
