"""The running sites for these tests, and a Chromium for each of them."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from deploy import browser as installed
from deploy.local.stack import Stack

from .sites import Sites, running


@pytest.fixture(scope="package")
def sites(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    state: Path = tmp_path_factory.mktemp("sites")
    with running(stack, state) as found:
        yield found


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(
            executable_path=str(installed.executable()), args=["--no-sandbox", "--disable-gpu"]
        )
        yield found
        await found.close()
