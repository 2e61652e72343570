"""Which recognizer reads: the first one that is there, unless `EVIDENCEKIT_OCR` names another or says `off`."""

import os

from evidencekit.ports import Recognizer

SETTING = "EVIDENCEKIT_OCR"
"""The environment variable."""


def chosen(recognizers: tuple[Recognizer, ...]) -> Recognizer | str:
    """Return the recognizer to use, or in words why there is none."""
    named = os.environ.get(SETTING, "").strip().casefold()
    if named == "off":
        return f"OCR is turned off ({SETTING}=off)"
    found = next((r for r in recognizers if named in {"", "auto", r.name.casefold()}), None)
    if found is None:
        known = ", ".join(r.name for r in recognizers)
        return f"{SETTING}={named} names no recognizer (there are {known}, and off)"
    missing = found.missing()
    return found if missing is None else f"OCR is not installed ({missing})"
