"""The PDF verbs that others stand on: open what arrives safely, count its pages."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from evidencekit.desk import Desk
from evidencekit.model.evidence import SourceFile


class LockedPdfError(Exception):
    """The PDF needs a password, or a certificate, that nobody gave."""


class BrokenPdfError(Exception):
    """The PDF cannot be opened, and cannot be mended."""


def open_pdf_safely(source: SourceFile, desk: Desk) -> Path:
    """Return a mended, decrypted copy of a PDF on the desk, made once.

    Raises `LockedPdfError` where it needs a password and `BrokenPdfError` where nothing can be mended.
    """
    import pikepdf

    copy = desk.path(source, "mended.pdf")
    if copy.is_file():
        return copy
    try:
        with pikepdf.open(source.location) as pdf:
            if not len(pdf.pages):
                raise BrokenPdfError("it has no pages")
            pdf.save(copy, deterministic_id=True, encryption=False)
    except pikepdf.PasswordError as reason:
        raise LockedPdfError("it is locked with a password") from reason
    except pikepdf.PdfError as reason:
        if "encrypt" in str(reason).lower():
            raise LockedPdfError("it is locked with a certificate") from reason
        raise BrokenPdfError("it is damaged beyond what can be mended") from reason
    return copy


def count_pages(pdf: Path) -> int:
    """Return the number of pages."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


_ACTIVE = (
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/RichMediaExecute",
    "/Rendition",
    "/Sound",
    "/Movie",
)


def made_inert(pdf: Any) -> None:
    """Take out of an open PDF what acts: scripts, launches, submissions, embedded files; pages and plain links stay."""
    root = pdf.Root
    for key in ("/OpenAction", "/AA", "/AcroForm", "/Perms", "/Collection"):
        if key in root:
            del root[key]
    names = root.get("/Names")
    if names is not None:
        for key in ("/JavaScript", "/EmbeddedFiles"):
            if key in names:
                del names[key]
    for page in pdf.pages:
        if "/AA" in page.obj:
            del page.obj["/AA"]
        for annotation in page.obj.get("/Annots") or ():
            with suppress(AttributeError, TypeError, ValueError):
                _calmed(annotation)


def _calmed(annotation: Any) -> None:
    """Take the action out of an annotation, where it is more than a link."""
    if "/AA" in annotation:
        del annotation["/AA"]
    action = annotation.get("/A")
    if action is not None and str(action.get("/S")) in _ACTIVE:
        del annotation["/A"]
    if annotation.get("/Subtype") == "/FileAttachment" and "/FS" in annotation:
        del annotation["/FS"]


PLACE = "https://evidence.invalid/"
MAX_OWN_BOOKMARKS = 2_000
"""Kept of one exhibit; more help nobody."""

Tree = tuple[tuple[str, int, Any], ...]
"""Bookmarks: title, page inside the part from 0, those below."""


def merge_into(pdf: Any, part: Path, *, keep_outline: bool) -> Tree:
    """Append the pages of a file to an open PDF; return its own bookmarks."""
    import pikepdf

    with pikepdf.open(part) as source:
        tree = _own_tree(source) if keep_outline and "/Outlines" in source.Root else ()
        pdf.add_pages_from(source, outlines="ignore", forms="strip")
    return tree


def _own_tree(source: Any) -> Tree:
    numbers = {page.obj.objgen: number for number, page in enumerate(source.pages)}
    left = [MAX_OWN_BOOKMARKS]

    def page_of(item: Any) -> int | None:
        target = item.destination
        if target is None and item.action is not None:
            target = item.action.get("/D")
        try:
            return numbers.get(target[0].objgen)
        except (AttributeError, TypeError, IndexError, KeyError, ValueError):
            return None

    def level(items: Any, depth: int) -> Tree:
        found = []
        for item in items:
            left[0] -= 1
            if left[0] < 0 or depth > 8:
                break
            number = page_of(item)
            found.append(
                (str(item.title)[:200], number if number is not None else 0, level(item.children, depth + 1))
            )
        return tuple(found)

    try:
        with source.open_outline() as outline:
            return level(outline.root, 0)
    except Exception:  # a broken or looping outline is not worth a bundle
        return ()


def resolve_links(pdf: Any, targets: dict[str, int], *, own_pages: frozenset[int]) -> None:
    """Turn placeholder links on the program's own pages into jumps; a placeholder without a target loses its link."""
    import pikepdf

    for number in sorted(own_pages):
        annotations = pdf.pages[number].obj.get("/Annots")
        if annotations is None:
            continue
        kept = []
        for annotation in annotations:
            action = annotation.get("/A")
            address = str(action.get("/URI", "")) if action is not None else ""
            if address.startswith(PLACE):
                target = targets.get(address.removeprefix(PLACE).rstrip("/"))
                if target is None:
                    continue
                annotation.A = pikepdf.Dictionary(
                    S=pikepdf.Name.GoTo, D=pikepdf.Array([pdf.pages[target].obj, pikepdf.Name.Fit])
                )
                annotation.Border = pikepdf.Array([0, 0, 0])
            kept.append(annotation)
        pdf.pages[number].obj.Annots = pikepdf.Array(kept)


def outline_tree(pdf: Any, entries: list[tuple[str, int, Tree]]) -> None:
    """Write the bookmarks: one an entry with its page number, the part's own bookmarks below."""
    import pikepdf

    def item(title: str, page: int) -> Any:
        return pikepdf.OutlineItem(title, min(page, len(pdf.pages) - 1), "Fit")

    def hang(parent: Any, tree: Tree, first: int) -> None:
        for title, page, below in tree:
            child = item(title, first + page)
            hang(child, below, first)
            child.is_closed = True
            parent.children.append(child)

    with pdf.open_outline() as outline:
        for title, page, tree in entries:
            top = item(f"{title} (page {page + 1})", page)
            hang(top, tree, page)
            top.is_closed = True
            outline.root.append(top)


def save_finished(pdf: Any, target: Path, *, title: str, author: str, on: date) -> None:
    """Write a bundle: page labels, titles, one date, bookmarks shown, an identifier that comes from the content."""
    import pikepdf

    stamp = f"{on:%Y%m%d}000000Z"
    pdf.Root.PageMode = pikepdf.Name.UseOutlines
    pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.D)]))
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.XYZ, None, None, 1])
    pdf.Root.Lang = pikepdf.String("en")
    pdf.docinfo.Title, pdf.docinfo.Author, pdf.docinfo.Producer = title, author, "evidencekit"
    pdf.docinfo.CreationDate = pdf.docinfo.ModDate = f"D:{stamp}"
    pdf.remove_unreferenced_resources()
    pdf.save(
        target,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
    )
