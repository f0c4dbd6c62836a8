"""`make words`: brings the texts of the sources into the catalogues; what is new waits there for its translation."""

from __future__ import annotations

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from robson_app.i18n.extraction import messages
from robson_app.i18n.language import LANGUAGES, SOURCE
from robson_app.i18n.words import path


def renew(name: str) -> Catalog:
    """Write the catalogue of a language with exactly the texts in use; return it."""
    with path(name).open("rb") as source:
        known = read_po(source, locale=name.replace("-", "_"))
    fresh = Catalog(locale=known.locale, project="Robson", fuzzy=False, creation_date=known.creation_date)
    for message in sorted(messages()):
        key = message if len(message) > 1 else message[0]
        old = known.get(message[0])
        fresh.add(key, old.string if old is not None and old.id == key else "")
    with path(name).open("wb") as target:
        write_po(target, fresh, width=0, omit_header=False, sort_output=True)
    return fresh


if __name__ == "__main__":
    for name in LANGUAGES:
        if name != SOURCE:
            missing = sum(1 for message in renew(name) if message.id and not any(message.string))
            print(f"{path(name).name}: {missing} texts without a translation")
