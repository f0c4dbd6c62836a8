"""Makes sure that the parser is there and says where."""

from __future__ import annotations

from tests.asyncapi_parser import ensure

print(f"The stream's description is checked by {ensure()}")
