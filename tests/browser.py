"""How does a test look at a page as a person would? In the system's Chromium, headless.

A plugin: ``new_page`` opens pages of any width, with and without JavaScript. A page that throws,
breaks the content security policy, misses a file or asks another host fails its test. What
asks for the browser is marked ``browser`` by itself.
"""

from __future__ import annotations

import os
import shutil
from urllib.parse import urlsplit

import pytest

from tests.require import missing
from tests.sealed import is_own

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 375, "height": 812}
FIRST_ERROR = 400


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the browser."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def executable() -> str | None:
    """Return the path of a Chromium of this system, or None."""
    named = os.environ.get("JIFEN_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser():
    """A running Chromium, one a worker."""
    path = executable()
    if path is None:
        missing("browser")
    from playwright.sync_api import sync_playwright

    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=QUIET + as_root)
        yield running
        running.close()


@pytest.fixture
def new_page(browser):
    """Open pages: ``new_page(viewport=PHONE, java_script_enabled=False)``, each in a context."""
    contexts: list = []
    complaints: list[str] = []

    def open_page(**options):
        values = {"viewport": DESKTOP, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        context = browser.new_context(**{**values, **options})
        contexts.append(context)
        page = context.new_page()
        listen(page, complaints)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def listen(page, complaints: list[str]) -> None:
    """Write down what is wrong with a page while it is used."""

    def hear(message):
        # Chromium repeats a refused form's status as an error; `answered` judges statuses.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(f"{page.url}: {message.text}")

    def asked(request):
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and not is_own(parts.hostname):
            complaints.append(f"{page.url} asked {parts.hostname}")

    def answered(response):
        kind = response.request.resource_type
        if response.status >= FIRST_ERROR and kind not in {"document", "fetch", "xhr"}:
            complaints.append(f"{page.url} misses {response.url}: {response.status}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("request", asked)
    page.on("response", answered)
