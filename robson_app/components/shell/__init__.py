"""The frame of every page behind the session: rail, top bar, kill switch, command palette."""

from robson_app.components.shell.layout import shell

__all__ = ["shell"]
