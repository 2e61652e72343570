"""PDFs: every page that a good reader finds, and the right reason where there is none."""

from typing import Any

import pypdfium2
from likeness import structural_similarity
from one_file import Seen
from verdict import EXPLAINED, REPAIRED, RIGHT, Verdict, wrong

_LOOKED_AT = 3
_ENOUGH = 0.90
"""Of the first pages before and after, as PDFium draws both; forms are drawn anew, and may look a little different."""
_SHOWN = frozenset({"ok", "damaged_recoverable", "owner_password_only"})


def passwords(expected: dict[str, Any]) -> str | None:
    """Return a password that opens the file, where one is known and opens it by other programs too."""
    if "pages" not in expected:
        return None
    known = expected.get("passwords") or {}
    return known.get("user") or known.get("owner")


def judge(seen: Seen, expected: dict[str, Any], unlocked: Seen | None) -> Verdict:
    """Hold pages and reasons against the truth."""
    verdict, why = expected["verdict"], seen.explained
    pages = seen.shown.pages if seen.shown is not None else 0
    if verdict in _SHOWN:
        return _shown(seen, expected, pages, why)
    if verdict == "needs_password":
        if "password" not in why:
            return wrong(f"locked, but {why[:100] or f'{pages} pages are shown'}")
        if unlocked is not None and (unlocked.explained or unlocked.shown.pages != expected["pages"]):  # type: ignore[union-attr]
            return wrong(f"with its password: {unlocked.explained[:100] or 'another number of pages'}")
        return Verdict(EXPLAINED)
    if verdict == "certificate_encrypted":
        return Verdict(EXPLAINED) if "certificate" in why else wrong(f"certificate: {why[:100] or pages}")
    if verdict == "hopeless":
        return Verdict(EXPLAINED) if why else wrong(f"{pages} pages are shown where no reader finds one")
    if why:
        return Verdict(EXPLAINED)
    seen_by_others = {*(expected.get("pages_seen") or ()), expected.get("pages")}
    return (
        Verdict(REPAIRED) if pages in seen_by_others else wrong(f"{pages} pages, not one of {seen_by_others}")
    )


def _shown(seen: Seen, expected: dict[str, Any], pages: int, why: str) -> Verdict:
    if expected.get("xfa") and "XFA" in why:
        return Verdict(EXPLAINED)
    if why:
        return wrong(f"not shown: {why[:120]}")
    if pages != expected["pages"]:
        return wrong(f"{pages} pages of {expected['pages']}")
    if expected["verdict"] == "owner_password_only" and "restricted" not in seen.codes:
        return wrong("its restrictions are not told")
    alike = _alike(seen)
    if alike is not None and alike < _ENOUGH:
        return Verdict("wrong", f"its pages look different: similarity {alike:.3f}", alike)
    return Verdict(REPAIRED if "mended" in seen.codes else RIGHT, "", alike)


def _alike(seen: Seen) -> float | None:
    """Return how like the original the least alike of the first pages is, as PDFium draws both; None where it cannot."""
    try:
        before = pypdfium2.PdfDocument(seen.file)
    except pypdfium2.PdfiumError:
        return None
    after = pypdfium2.PdfDocument(seen.shown.pdf)  # type: ignore[union-attr]
    try:
        if len(before) != len(after):
            return None
        before.init_forms()
        found = []
        for number in range(min(_LOOKED_AT, len(before))):
            one, other = before[number], after[number]
            scale = min(1.0, 800 / max(one.get_width(), one.get_height(), 1))
            found.append(
                structural_similarity(one.render(scale=scale).to_pil(), other.render(scale=scale).to_pil())
            )
        return min(found)
    except pypdfium2.PdfiumError:
        return None
    finally:
        after.close()
        before.close()
