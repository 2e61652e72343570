"""What stands in a PDF around its pages and acts, or carries something: nothing of it is ever in a file that was made here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evidencekit.pdf import is_seal

_CARRIED = {
    "/EmbeddedFiles": "attached files",
    "/JavaScript": "scripts",
    "/Renditions": "films or sounds",
    "/AlternatePresentations": "a slide show",
    "/AP": "named drawings",
    "/Pages": "hidden pages",
    "/Templates": "hidden pages",
    "/IDS": "pages of the web",
    "/URLS": "pages of the web",
}
_AT_THE_TOP = {
    "/AA": "something that is done when it is closed, saved or printed",
    "/AF": "attached files",
    "/Collection": "a portfolio of files",
    "/URI": "an address that makes its links lead elsewhere",
    "/NeedsRendering": "a form that draws itself",
}
_MOST_BOOKMARKS = 200_000


def put_around(pdf: Path) -> tuple[str, ...]:
    """Name what somebody put into a file around its pages; () for what was made here, signed or not."""
    import pikepdf

    try:
        with pikepdf.open(pdf) as opened:
            return tuple(dict.fromkeys(_found(opened.Root)))
    except Exception as reason:  # anybody's file may hold anything
        return (f"something around its pages that cannot be read ({type(reason).__name__})",)


def _found(root: Any) -> Iterator[str]:
    import pikepdf

    opening = root.get("/OpenAction")
    if _acts(opening):
        yield f"something that is done when it is opened ({_named(opening)})"
    yield from (told for key, told in _AT_THE_TOP.items() if key in root)
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        yield from (told for key, told in _CARRIED.items() if key in names)
    yield from _of_a_form(root.get("/AcroForm"))
    yield from _of_bookmarks(root.get("/Outlines"))


def _of_a_form(form: Any) -> Iterator[str]:
    import pikepdf

    if not isinstance(form, pikepdf.Dictionary):
        return
    fields = form.get("/Fields")
    listed = list(fields) if isinstance(fields, pikepdf.Array) else []
    if "/XFA" in form or "/CO" in form or not all(is_seal(f) for f in listed):
        yield "a form"


def _of_bookmarks(outlines: Any) -> Iterator[str]:
    """Bookmarks lead to pages; one that does anything else was put there."""
    import pikepdf

    waiting, seen = [outlines], set[tuple[int, int]]()
    for _ in range(_MOST_BOOKMARKS):
        item = waiting.pop() if waiting else None
        if not isinstance(item, pikepdf.Dictionary) or (item.is_indirect and item.objgen in seen):
            if not waiting:
                return
            continue
        seen.add(item.objgen)
        action = item.get("/A")
        if _acts(action):
            yield f"a bookmark that acts ({_named(action)})"
        waiting += [item.get("/First"), item.get("/Next")]


def _acts(action: Any) -> bool:
    """Say whether an action does anything but show a page of this file."""
    import pikepdf

    return isinstance(action, pikepdf.Dictionary) and (str(action.get("/S")) != "/GoTo" or "/Next" in action)


def _named(action: Any) -> str:
    return str(action.get("/S", "?")).lstrip("/")[:40]
