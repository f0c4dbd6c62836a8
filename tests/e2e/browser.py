"""A real Chromium, one for the run, and a fresh context for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import BrowserContext, async_playwright

from tests import browser as chromium


@pytest.fixture
async def context() -> AsyncIterator[BrowserContext]:
    """A browser profile of one's own, 1440 × 900, that fails the test when a page throws."""
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
        made = await launched.new_context(viewport={"width": 1440, "height": 900})
        thrown: list[str] = []
        made.on("weberror", lambda error: thrown.append(str(error.error)))
        yield made
        await launched.close()
        assert thrown == []
