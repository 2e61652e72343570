"""What every test finds."""

import os


def pytest_configure() -> None:
    """Read no pictures: a page takes a second or two. A test that is about OCR turns it on by itself."""
    os.environ["EVIDENCEKIT_OCR"] = "off"
