import base64
import hashlib
from pathlib import Path

from robson_app.serving.frontend import client, script_hashes, stamp


def checkout(folder: Path) -> Path:
    (folder / "robson_app" / "__pycache__").mkdir(parents=True)
    (folder / "assets").mkdir()
    (folder / "rxconfig.py").write_text("config = 1")
    (folder / "robson_app" / "page.py").write_text("page = 1")
    (folder / "assets" / "chart.jsx").write_text("export default 1;")
    return folder


def test_the_same_sources_have_the_same_stamp_wherever_they_are(tmp_path: Path) -> None:
    assert stamp(checkout(tmp_path / "one")) == stamp(checkout(tmp_path / "two"))


def test_a_changed_new_or_renamed_source_changes_the_stamp(tmp_path: Path) -> None:
    root = checkout(tmp_path)
    seen = [stamp(root)]

    (root / "assets" / "chart.jsx").write_text("export default 2;")
    seen.append(stamp(root))
    (root / "robson_app" / "other.py").write_text("page = 1")
    seen.append(stamp(root))
    (root / "robson_app" / "other.py").rename(root / "robson_app" / "third.py")
    seen.append(stamp(root))

    assert len(set(seen)) == len(seen)


def test_what_running_leaves_behind_does_not_change_the_stamp(tmp_path: Path) -> None:
    root = checkout(tmp_path)
    before = stamp(root)

    (root / "robson_app" / "__pycache__" / "page.cpython-311.pyc").write_bytes(b"x")
    (root / "robson_app" / "__pycache__" / "page.py").write_bytes(b"x")
    (root / "README.md").write_text("changed")

    assert stamp(root) == before


def test_every_inline_script_of_every_page_has_its_hash_and_no_other_script_has(tmp_path: Path) -> None:
    pages, portuguese = client(tmp_path), client(tmp_path, "pt-BR")
    (pages / "deep").mkdir(parents=True)
    portuguese.mkdir(parents=True)
    (portuguese / "index.html").write_text("<script>é</script>")
    (pages / "index.html").write_text('<script>a < b\n</script><script src="/x.js"></script><script id="s">c</script>')
    (pages / "deep" / "page.html").write_text(
        '<script type="module" async="">import "/y.js";</script><script>c</script>'
    )

    expected = {
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in (b"a < b\n", b"c", b'import "/y.js";', "é".encode())
    }
    assert set(script_hashes(tmp_path)) == expected
