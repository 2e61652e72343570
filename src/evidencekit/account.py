"""The account that a PDF carries of itself: which exhibits were sent in it, and a digest of each of its pages.

It stands in the XMP metadata as `dc:source`, what the file was made from, so that one file alone can be verified and
can still be PDF/A: a property of our own would need a schema that not every validator takes.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any

from evidencekit.model.bundle import PlacedExhibit, PlacedLetter
from evidencekit.model.evidence import Exhibit
from evidencekit.pdf import page_digests

_MOST_XMP = 20_000_000
_SOURCE = re.compile(r"<dc:source>(.*?)</dc:source>", re.DOTALL)
_TITLE = re.compile(r"<dc:title>.{0,400}?<rdf:li[^>]{0,100}>([^<]{0,2000})</rdf:li>", re.DOTALL)
_PAGES = re.compile(r'"pages": "([0-9a-f ]*)"')


def list_digest(exhibits: Iterable[Exhibit]) -> str:
    """Return the digest of the list of sent exhibits: a line of label, SHA-256 of the file as it arrived, and path, for each."""
    return rows_digest((e.label or "", e.source.sha256, e.path) for e in exhibits)


def rows_digest(rows: Iterable[tuple[str, str, str]]) -> str:
    """Return the digest of label, SHA-256 and path of each exhibit, in the bundle's order."""
    lines = "".join(f"{label}\t{digest}\t{path}\n" for label, digest, path in rows)
    return hashlib.sha256(lines.encode("utf-8", "backslashreplace")).hexdigest()


def account_text(
    letters: Iterable[PlacedLetter],
    exhibits: tuple[PlacedExhibit, ...],
    *,
    index_pages: int,
    pages: int,
    covers: int = 0,
) -> str:
    """Return the account as JSON; the pages' digests are zeros until the file is written.

    `pages` counts all of the file, and so do the numbers of the pages on which something stands; `covers` come first.
    """
    cover = [{"title": "cover", "first_page": 1, "last_page": covers}] if covers else []
    account = {
        "evidencekit": 1,
        "index_pages": index_pages,
        "letters": cover
        + [{"title": p.letter.title, "first_page": p.first_page, "last_page": p.last_page} for p in letters],
        "exhibits": [
            {
                "label": p.exhibit.label,
                "title": p.exhibit.title,
                "path": p.exhibit.path,
                "sha256": p.exhibit.source.sha256,
                "first_page": p.first_page,
                "last_page": p.last_page,
            }
            for p in exhibits
        ],
        "list_sha256": list_digest(p.exhibit for p in exhibits),
        "pages": " ".join(["0" * 64] * pages),
    }
    return json.dumps(account)


def fill_in(pdf: Path) -> tuple[str, ...] | None:
    """Write the digests of a finished file's pages into its account, in place; return them, or None where it has none.

    Call it again after every change to the pages.
    """
    found = _metadata(pdf)
    if found is None:
        return None
    raw, text = found
    pages = _PAGES.search(text)
    digests = page_digests(pdf)
    whole = pdf.read_bytes()
    # Whatever writes a PDF leaves metadata plain, so that programs that know no PDF find it.
    if pages is None or len(pages[1]) != 65 * len(digests) - 1 or whole.count(raw) != 1:
        return None
    new = (text[: pages.start(1)] + " ".join(digests) + text[pages.end(1) :]).encode()
    with pdf.open("r+b") as file:
        file.seek(whole.index(raw))
        file.write(new)
    return digests


def read_account(pdf: Path) -> dict[str, Any] | None:
    """Return what a PDF says of itself, in the shape of a manifest; None where it says nothing. It may be anybody's."""
    found = _metadata(pdf)
    if found is None:
        return None
    source = _SOURCE.search(found[1])
    try:
        said = json.loads(unescape(source[1])) if source else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or "evidencekit" not in said or not isinstance(said.get("pages"), str):
        return None
    title = _TITLE.search(found[1])
    return {
        "title": unescape(title[1]) if title else "",
        "bundle": {"page_digests": said["pages"].split(), "index_pages": said.get("index_pages")},
        "letters": said.get("letters"),
        "files": said.get("exhibits"),
        "list_sha256": said.get("list_sha256"),
    }


def _metadata(pdf: Path) -> tuple[bytes, str] | None:
    """Return the XMP metadata as it stands in the file and as text; None where there is none."""
    import pikepdf

    try:
        with pikepdf.open(pdf) as opened:
            stream = opened.Root.get("/Metadata")
            if not isinstance(stream, pikepdf.Stream):
                return None
            raw = stream.read_raw_bytes()
            if len(raw) > _MOST_XMP:
                return None
            return raw, stream.read_bytes()[:_MOST_XMP].decode("utf-8", "replace")
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, OSError):
        return None
