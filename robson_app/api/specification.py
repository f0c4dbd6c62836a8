"""Writes the API's description as the application would give it: `python -m robson_app.api.specification`.

The committed document is the contract; this shows what a change of the application would make of it.
"""

from __future__ import annotations

import yaml

from robson_app.api.app import OPENAPI, create_api


def text() -> str:
    """Return the description as YAML."""
    return yaml.safe_dump(create_api().openapi(), sort_keys=False, allow_unicode=True, width=110)


if __name__ == "__main__":
    OPENAPI.write_text(text(), encoding="utf-8")
