"""What a front-end build needs to be in one language: the catalogue of our own scripts, and nothing of the others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reflex.plugins import Plugin

from robson_app.i18n.extraction import script_messages
from robson_app.i18n.language import SOURCE, language
from robson_app.i18n.words import catalogue

CATALOGUE = Path("public", "desk", "catalogue.js")


class LanguagePlugin(Plugin):
    """Replaces the empty catalogue of the scripts by the one of the language that is being built."""

    def pre_compile(self, **context: Any) -> None:
        """Have the catalogue written after the assets were copied."""
        from reflex.utils import prerequisites

        context["add_save_task"](lambda: (str(prerequisites.get_web_dir() / CATALOGUE), script_catalogue(language())))


def script_catalogue(name: str) -> str:
    """Return the scripts' catalogue of one language, as a module."""
    messages = [] if name == SOURCE else sorted(script_messages())
    words = {message: catalogue(name).gettext(message) for message in messages}
    return (
        f"export const LANGUAGE = {json.dumps(name)};\nexport const WORDS = {json.dumps(words, ensure_ascii=False)};\n"
    )
