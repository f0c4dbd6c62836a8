"""Line icons, drawn on a 24 x 24 grid."""

from __future__ import annotations

import reflex as rx

PATHS = {
    "desk": "M3 12l9-8 9 8M6 10v10h12V10",
    "trade": "M5 19V9M5 6V4M12 20v-5M12 10V4M19 17v-3M19 9V5M3.500 9h3v6h-3zM10.500 10h3v5h-3zM17.500 9h3v5h-3z",
    "orders": "M4 6h16M4 12h16M4 18h10",
    "positions": "M4 20V10M10 20V4M16 20v-8M22 20H2",
    "risk": "M12 3l8 3v6c0 5-3.500 8-8 9-4.500-1-8-4-8-9V6z",
    "signals": "M12 12v8M8 15a5.5 5.5 0 0 1 0-8M16 7a5.5 5.5 0 0 1 0 8M5 18a9 9 0 0 1 0-14M19 4a9 9 0 0 1 0 14",
    "portfolio": "M3 17l5-6 4 4 8-9M16 6h4v4M3 21h18",
    "strategies": "M4 19V5M4 19h16M8 15l4-5 3 3 5-7",
    "markets": "M4 6h4M4 12h4M4 18h4M11 7l3-2 3 2 3-2M11 13l3-2 3 2 3-2M11 19l3-2 3 2 3-2",
    "settings": "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
    "keys": "M3 7h18v10H3zM7 11h.01M11 11h.01M15 11h.01M8 14h8",
    "power": "M12 4v8M6.500 7a8 8 0 1 0 11 0",
    "leave": "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
    "down": "M6 9l6 6 6-6",
    "search": "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l4 4",
    "more": "M5 12h.01M12 12h.01M19 12h.01",
}


def icon(name: str, class_name: str = "icon") -> rx.Component:
    """Draw one icon; it says nothing to a screen reader, so its control must have a name."""
    path = rx.el.path(d=PATHS[name])
    return rx.el.svg(path, class_name=class_name, view_box="0 0 24 24", custom_attrs={"aria-hidden": "true"})
