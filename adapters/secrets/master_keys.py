"""Where master keys come from: the environment, or a file that a desk on one machine makes for itself."""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping
from pathlib import Path

from domain.shared.errors import InvalidInputError

_KEY_BYTES = 32
_VARIABLE = "ROBSON_MASTER_KEYS"


def read_master_keys(text: str) -> Mapping[int, bytes]:
    """Read `1:base64,2:base64`; versions are whole numbers from 1, keys 32 bytes.

    Raises:
        InvalidInputError: it has another shape; the message never repeats a key.
    """
    keys: dict[int, bytes] = {}
    for number, part in enumerate((p for p in text.split(",") if p.strip()), start=1):
        version, _, key = part.strip().partition(":")
        raw = _raw(key)
        if not (version.isascii() and version.isdigit() and 0 < int(version) < 10_000) or raw is None:
            raise InvalidInputError(
                f"entry {number} of {_VARIABLE} must be a version, a colon and {_KEY_BYTES} bytes in base64",
                field=_VARIABLE,
            )
        if int(version) in keys:
            raise InvalidInputError(f"{_VARIABLE} names version {int(version)} twice", field=_VARIABLE)
        keys[int(version)] = raw
    if not keys:
        raise InvalidInputError(f"{_VARIABLE} names no key", field=_VARIABLE)
    return keys


def keys_of_this_machine(folder: Path) -> Mapping[int, bytes]:
    """Return the key kept in a data folder, made on first use and readable by its owner alone.

    Whoever can read this file can read the secrets of this desk: a desk that others use sets ROBSON_MASTER_KEYS.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "master.key"
    fresh = base64.b64encode(os.urandom(_KEY_BYTES)).decode()
    draft = folder / f"master.key.{os.getpid()}"
    if not path.exists():
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(f"1:{fresh}\n")
        try:
            os.link(draft, path)  # of two processes that start together, one makes the key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return read_master_keys(path.read_text().strip())


def _raw(key: str) -> bytes | None:
    try:
        raw = base64.b64decode(key, altchars=b"-_" if "-" in key or "_" in key else None, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == _KEY_BYTES else None
