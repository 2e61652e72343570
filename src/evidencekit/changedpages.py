"""Which pages of a PDF are not what they were, told with the letters and exhibits that stand on them."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from evidencekit.pdf import page_digests

_ALL_CHANGED = "every page differs: the file was probably saved again by another program"
NO_PDF = "it cannot be opened as a PDF any more"
LOCKED_NOW = "it is locked with a password now"


def changed_pages(bundle: Path, account: dict[str, Any]) -> str:
    """Say which pages of the bundle, and so which exhibits, are not what they were; nothing where all are."""
    sealed = (
        account.get("bundle", {}).get("page_digests") if isinstance(account.get("bundle"), dict) else None
    )
    if not isinstance(sealed, list):
        return "the manifest does not say what its pages were"
    if is_locked(bundle):
        return LOCKED_NOW
    try:
        found = page_digests(bundle)
    except Exception:  # whatever the file has become, it is not what was sealed
        return NO_PDF
    differ = [n for n, (was, now) in enumerate(zip(sealed, found, strict=False), 1) if was != now]
    told = []
    if len(differ) == len(sealed) > 1:
        told.append(_ALL_CHANGED)
    elif differ:
        told += [f"{pages} {_whose(first, last, account)}" for pages, first, last in _runs(differ)]
    if len(found) != len(sealed):
        told.append(f"it has {len(found)} pages and was sealed with {len(sealed)}")
    return "; ".join(told)


def is_locked(pdf: Path) -> bool:
    """Say whether a PDF opens only with a password."""
    import pikepdf

    try:
        pikepdf.open(pdf).close()
    except pikepdf.PasswordError:
        return True
    except (pikepdf.PdfError, OSError, ValueError):
        return False
    return False


def rows_of(account: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return a list of an account that may be anybody's, as far as it is one of rows."""
    rows = account.get(name)
    return [r for r in rows if isinstance(r, dict)] if isinstance(rows, list) else []


def _runs(numbers: list[int]) -> Iterator[tuple[str, int, int]]:
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        pages = [number for _, number in run]
        yield (
            (f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]} to {pages[-1]}"),
            pages[0],
            pages[-1],
        )


def _whose(first: int, last: int, account: dict[str, Any]) -> str:
    index = account["bundle"].get("index_pages")
    covers = [r.get("last_page") for r in rows_of(account, "letters") if r.get("title") == "cover"]
    before = max((n for n in covers if isinstance(n, int)), default=0)
    found = ["index"] if isinstance(index, int) and first <= index and last > before else []
    for row in rows_of(account, "letters"):
        if _overlap(row, first, last):
            found.append(str(row.get("title")))
    for row in sorted(rows_of(account, "files"), key=lambda r: str(r.get("first_page")).zfill(6)):
        if row.get("label") and _overlap(row, first, last):
            found.append(f"Exhibit {row['label']}")
    return f"({', '.join(found)})" if found else "(divider)"


def _overlap(row: dict[str, Any], first: int, last: int) -> bool:
    begins, ends = row.get("first_page"), row.get("last_page")
    return isinstance(begins, int) and isinstance(ends, int) and begins <= last and first <= ends
