"""One front-end build that serves every host and port: its sockets open to where the page came from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reflex.plugins import Plugin

BAKED = "http://localhost:8000"
_ORIGIN = "${globalThis.location.origin}"
_SOCKET_ORIGIN = '${globalThis.location.origin.replace("http", "ws")}'


class SameOriginPlugin(Plugin):
    """Replaces the back-end address that Reflex bakes into the build by the page's own origin."""

    def post_build(self, **context: Any) -> None:
        """Rewrite the built module that holds the addresses, before it is compressed.

        Raises:
            RuntimeError: Reflex no longer bakes the addresses where this plugin looks for them.
        """
        modules = sorted(Path(context["static_dir"]).glob("assets/reflex-env-*.js"))
        if len(modules) != 1:
            raise RuntimeError(f"expected one built module with the back-end address, found {len(modules)}")
        modules[0].write_text(same_origin(modules[0].read_text()))


def same_origin(module: str) -> str:
    """Turn every baked address literal of a JavaScript module into a template on `location.origin`.

    Raises:
        RuntimeError: the module holds no baked address.
    """
    rewritten = module
    for quote in ("`", '"', "'"):
        for baked, origin in ((BAKED, _ORIGIN), (BAKED.replace("http", "ws"), _SOCKET_ORIGIN)):
            rewritten = _rewrite(rewritten, quote, baked, origin)
    if rewritten == module:
        raise RuntimeError(f"no back-end address like {json.dumps(BAKED)} in the built module")
    return rewritten


def _rewrite(module: str, quote: str, baked: str, origin: str) -> str:
    head, *rest = module.split(quote + baked)
    return head + "".join("`" + origin + piece.replace(quote, "`", 1) for piece in rest)
