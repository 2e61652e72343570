"""What every test finds."""

import os

import pytest
from hypothesis import HealthCheck, settings


def pytest_configure() -> None:
    """Read no pictures, which takes a second or two a page, and keep nothing: a test that is about either turns it on."""
    os.environ["EVIDENCEKIT_OCR"] = "off"
    os.environ["EVIDENCEKIT_CACHE"] = "off"
    os.environ["EVIDENCEKIT_FIRM"] = "off"
    # How fast a machine is, and what else it does, is no property of the program.
    settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("any machine")


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build in the process of the test itself, which saves a second a call, where a test is not about children."""
    monkeypatch.setenv("EVIDENCEKIT_LIMITS", "off")
