"""What every test finds."""

import os

import pytest


def pytest_configure() -> None:
    """Read no pictures, which takes a second or two a page, and keep nothing: a test that is about either turns it on."""
    os.environ["EVIDENCEKIT_OCR"] = "off"
    os.environ["EVIDENCEKIT_CACHE"] = "off"
    os.environ["EVIDENCEKIT_FIRM"] = "off"


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build in the process of the test itself, which saves a second a call, where a test is not about children."""
    monkeypatch.setenv("EVIDENCEKIT_LIMITS", "off")
