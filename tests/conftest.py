"""What every test finds."""

import os


def pytest_configure() -> None:
    """Read no pictures, which takes a second or two a page, and keep nothing: a test that is about either turns it on."""
    os.environ["EVIDENCEKIT_OCR"] = "off"
    os.environ["EVIDENCEKIT_CACHE"] = "off"
