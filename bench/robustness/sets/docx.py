"""Word files: every word on the pages; what is locked or damaged says so."""

import re
import unicodedata
from typing import Any

from one_file import Seen
from verdict import EXPLAINED, RIGHT, Verdict, wrong

_WORD = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff]{2,}|[\u3040-\u30ff\u3400-\u9fff]")
"""Chinese and Japanese are written without spaces: there, each character is looked for."""


def passwords(expected: dict[str, Any]) -> str | None:
    """Return the password, where it is known."""
    return (expected.get("passwords") or {}).get("user")


def judge(seen: Seen, expected: dict[str, Any], unlocked: Seen | None) -> Verdict:
    """Look for every word of the paragraphs on the pages."""
    verdict = expected.get("verdict")
    if verdict == "needs_password":
        if "password" not in seen.explained:
            return wrong(f"locked, but {seen.explained[:100] or 'shown'}")
        if unlocked is not None and not _opened(unlocked):
            return wrong(f"with its password: {unlocked.explained[:100]}")
        return Verdict(EXPLAINED)
    if seen.explained:
        return (
            Verdict(EXPLAINED)
            if verdict in {None, "damaged"}
            else wrong(f"not shown: {seen.explained[:120]}")
        )
    # Where LibreOffice does not show the text either, it is hidden or was deleted.
    lost = _lost(seen, expected) if not str(expected.get("reference_text_found")).startswith("0/") else set()
    if lost and "words-missing" not in seen.codes:
        return wrong(f"words are not on its pages: {', '.join(sorted(lost)[:6])}")
    return (
        Verdict(EXPLAINED, "words are missing, and it says which")
        if "words-missing" in seen.codes
        else Verdict(RIGHT)
    )


def _opened(seen: Seen) -> bool:
    """Say whether what is inside the lock is shown."""
    return any(
        p.exhibit.source.container == seen.file.name and p.treatment != "explained" for p in seen.paged
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _lost(seen: Seen, expected: dict[str, Any]) -> set[str]:
    there = "".join(_words(seen.words()))
    wanted = {w for text in expected.get("paragraph_text") or () for w in _words(text)}
    return {w for w in wanted if w not in there}
