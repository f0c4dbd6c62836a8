"""What is compiled is kept under a name that changes with everything it is made of."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from adapters.compiled import FOLDERS, ROOT, fingerprint

_COMPILES = re.compile(r"^@compiled|= compiled\(|\bnjit\b|\bvectorize\b|\bguvectorize\b", re.MULTILINE)


def test_no_function_is_compiled_outside_the_folders_that_are_looked_at() -> None:
    sources = [file for top in ("adapters", "domain", "robson_app") for file in (ROOT / top).rglob("*.py")]
    compiling = {file.relative_to(ROOT).as_posix() for file in sources if _COMPILES.search(file.read_text())}
    assert "adapters/backtest/kernel.py" in compiling
    assert "adapters/signals/compiled.py" in compiling
    assert {name.rsplit("/", 1)[0] for name in compiling - {"adapters/compiled.py"}} <= set(FOLDERS)


@pytest.mark.parametrize(
    "changed", ["adapters/backtest/kernel.py", "adapters/signals/turns.py", "domain/signals/levels.py"]
)
def test_a_changed_kernel_is_compiled_anew(tmp_path: Path, changed: str) -> None:
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "adapters" / "compiled.py", tmp_path / "adapters" / "compiled.py")
    assert fingerprint(tmp_path) == fingerprint(ROOT)
    with (tmp_path / changed).open("a") as file:
        file.write("\n# changed\n")
    assert fingerprint(tmp_path) != fingerprint(ROOT)
