"""The PDF verbs that others stand on: open what arrives safely, count its pages."""

import hashlib
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.model.evidence import SourceFile
from evidencekit.overdrawn import calm

if TYPE_CHECKING:
    from pikepdf import Pdf

_MOST_PAGES = 10_000
LOCKED = "it is locked with a password"


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
        with opened_pdf(source, desk) as pdf, warnings.catch_warnings():
            # Fields without a form are the pages' own matter.
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
            if not len(pdf.pages):
                raise BrokenPdfError("it has no pages")
            if source.sha256 in desk.overdrawn:
                calm(pdf)
            half = copy.with_suffix(".half")
            pdf.save(half, deterministic_id=True, encryption=False)
        half.replace(copy)
    except pikepdf.PasswordError as reason:
        given = desk.passwords.meant_for(source.path)
        why = "it is locked with another password than the one that was given" if given else LOCKED
        raise LockedPdfError(why) from reason
    except pikepdf.PdfError as reason:
        if "encrypt" in str(reason).lower():
            raise LockedPdfError("it is locked with a certificate") from reason
        if not _without_gaps(source.location, copy):
            raise BrokenPdfError("it is damaged beyond what can be mended") from reason
    return copy


def _without_gaps(pdf: Path, copy: Path) -> bool:
    """Write a PDF without the places among its pages where no page is, at which qpdf gives up; say whether any page is left."""
    import pikepdf

    half, closed = copy.with_suffix(".half"), io.BytesIO()
    try:
        # What pages inherit is what qpdf cannot hand down to a page that there is not.
        with pikepdf.open(pdf, inherit_page_attributes=False) as opened:
            left = _close_gaps(opened.Root.Pages, set())
            if not 0 < left < _MOST_PAGES:
                return False
            opened.save(closed, encryption=False)
        with pikepdf.open(closed) as opened:
            calm(opened)
            opened.save(half, deterministic_id=True)
        half.replace(copy)
    except (pikepdf.PdfError, pikepdf.PasswordError, AttributeError, TypeError, ValueError, RuntimeError):
        return False
    return True


def _close_gaps(node: Any, above: set[tuple[int, int]]) -> int:
    """Take out of a branch of the page tree what is neither page nor branch; return how many pages are left.

    Raises `ValueError` where a branch stands in itself: nobody knows which pages are meant.
    """
    import pikepdf

    if (node.is_indirect and node.objgen in above) or len(above) > _DEEPEST:
        raise ValueError("a branch of pages that stands in itself")
    kept, count = [], 0
    for kid in node.Kids:
        pages = 0
        if isinstance(kid, pikepdf.Dictionary):
            pages = _close_gaps(kid, above | {node.objgen}) if "/Kids" in kid else 1
        kept += [kid] if pages else []
        count += pages
        if count > _MOST_PAGES:
            break
    node.Kids, node.Count = pikepdf.Array(kept), count
    return count


def opened_pdf(source: SourceFile, desk: Desk) -> "Pdf":
    """Open a PDF as it arrived, with the first password given that opens it.

    Raises `pikepdf.PasswordError` where none does, and `pikepdf.PdfError` where it is damaged.
    """
    import pikepdf

    try:
        return pikepdf.open(source.location)
    except pikepdf.PasswordError:
        for word in desk.passwords.to_try(source.path):
            for coded in _as_typed(word):
                with suppress(pikepdf.PasswordError):
                    pdf = pikepdf.open(source.location, password=coded)
                    desk.unlocked.add(source.sha256)
                    return pdf
        raise


def _as_typed(word: str) -> Iterator[str | bytes]:
    """Give a password as PDFs since 2.0 have it, in UTF-8, and as older ones do, in PDF's own encoding (ISO 32000-1, 7.6.3.3)."""
    yield word
    if not word.isascii():
        with suppress(UnicodeEncodeError):
            yield word.encode("pdfdoc")


def count_pages(pdf: Path) -> int:
    """Return the number of pages; raise `ConversionError` where the file is no PDF."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as reason:
        raise ConversionError(f"{pdf.name} is not a PDF ({reason}).") from reason
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
    for key in ("/OpenAction", "/AA", "/AcroForm", "/Perms", "/Collection", "/AF"):
        if key in root:
            del root[key]
    names = root.get("/Names")
    if names is not None:
        for key in ("/JavaScript", "/EmbeddedFiles"):
            if key in names:
                del names[key]
    for page in pdf.pages:
        for key in ("/AA", "/AF"):
            if key in page.obj:
                del page.obj[key]
        for annotation in page.obj.get("/Annots") or ():
            with suppress(AttributeError, TypeError, ValueError):
                _calmed(annotation)


def _calmed(annotation: Any) -> None:
    """Take the action out of an annotation, where it is more than a link."""
    for key in ("/AA", "/AF"):
        if key in annotation:
            del annotation[key]
    action = annotation.get("/A")
    if action is not None and str(action.get("/S")) in _ACTIVE:
        del annotation["/A"]
    if annotation.get("/Subtype") == "/FileAttachment" and "/FS" in annotation:
        del annotation["/FS"]


Tree = tuple[tuple[str, int, Any], ...]
"""Bookmarks: title, page inside the part from 0, those below."""


def outline_tree(pdf: Any, entries: list[tuple[str, int, Tree]]) -> None:
    """Write the bookmarks: one an entry (page from 0) with its page number, the part's own bookmarks below, closed."""
    import pikepdf

    pages = [page.obj for page in pdf.pages]

    def level(parent: Any, items: list[tuple[str, int, Tree]], first: int) -> int:
        made = [pdf.make_indirect(pikepdf.Dictionary(Title=pikepdf.String(title))) for title, _, _ in items]
        for place, (item, (_, page, below)) in enumerate(zip(made, items, strict=True)):
            item.Parent = parent
            item.Dest = pikepdf.Array([pages[min(first + page, len(pages) - 1)], pikepdf.Name.Fit])
            if place:
                item.Prev = made[place - 1]
                made[place - 1].Next = item
            if below:
                item.Count = -level(item, list(below), first)
        if made:
            parent.First, parent.Last = made[0], made[-1]
        return len(made)

    root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Outlines))
    tops: list[Any] = []
    for title, page, tree in entries:
        top = pdf.make_indirect(
            pikepdf.Dictionary(Title=pikepdf.String(f"{title} (page {page + 1})"), Parent=root)
        )
        top.Dest = pikepdf.Array([pages[page], pikepdf.Name.Fit])
        if tree:
            top.Count = -level(top, list(tree), page)
        if tops:
            top.Prev = tops[-1]
            tops[-1].Next = top
        tops.append(top)
    if tops:
        root.First, root.Last, root.Count = tops[0], tops[-1], len(tops)
        pdf.Root.Outlines = root


def save_part(
    pdf: Any, target: Path, *, title: str, covers: int, first: int, bookmarks: list[tuple[str, int]], account: str = ""
) -> None:  # fmt: skip
    """Write a part of a bundle: `covers` pages before the page that is `first` in the whole, whose labels go on from there.

    `bookmarks` are titles and page numbers of the whole, of this part alone. `account` is what the part says of itself.
    """
    import pikepdf

    root = pdf.Root
    for key in ("/Outlines", "/OpenAction", "/Dests", "/StructTreeRoot", "/MarkInfo"):
        if key in root:
            del root[key]
    labels = [covers, pikepdf.Dictionary(S=pikepdf.Name.D, St=first)]
    if covers:
        labels = [0, pikepdf.Dictionary(P=pikepdf.String("cover")), *labels]
    root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array(labels))
    entries: list[tuple[str, int, Tree]] = [(text, number - first + covers, ()) for text, number in bookmarks]
    if entries:
        _outline_of_part(pdf, entries)
    root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.XYZ, None, None, 1])
    title = title or str(pdf.docinfo.get("/Title", ""))
    if title:
        pdf.docinfo.Title = title
    if "/Metadata" in root:
        # The account of the whole would be wrong here.
        day = str(pdf.docinfo.get("/CreationDate", "D:19800101"))
        on = date(int(day[2:6]), int(day[6:8]), int(day[8:10]))
        root.Metadata.write(_xmp(title, str(pdf.docinfo.get("/Author", "")), on, account).encode())
    pdf.save(
        target,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
    )


def _outline_of_part(pdf: Any, entries: list[tuple[str, int, Tree]]) -> None:
    """Write bookmarks whose titles stay as they are: they name the pages of the whole."""
    import pikepdf

    root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Outlines))
    made: list[Any] = []
    for title, page, _ in entries:
        item = pdf.make_indirect(pikepdf.Dictionary(Title=pikepdf.String(title), Parent=root))
        item.Dest = pikepdf.Array([pdf.pages[page].obj, pikepdf.Name.Fit])
        if made:
            item.Prev, made[-1].Next = made[-1], item
        made.append(item)
    root.First, root.Last, root.Count = made[0], made[-1], len(made)
    pdf.Root.Outlines = root


def save_finished(pdf: Any, target: Path, *, title: str, author: str, on: date, account: str = "") -> None:
    """Write a bundle: page labels, titles, one date, bookmarks shown, an identifier that comes from the content.

    `account` is what the file says of itself, as XMP; `account.fill_in` completes it.
    """
    import pikepdf

    pdf.Root.PageMode = pikepdf.Name.UseOutlines
    pdf.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.D)]))
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.XYZ, None, None, 1])
    pdf.Root.Lang = pikepdf.String("en")
    xmp = pdf.make_stream(_xmp(title, author, on, account).encode())
    xmp.Type, xmp.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    pdf.Root.Metadata = xmp
    pdf.docinfo.Title, pdf.docinfo.Author, pdf.docinfo.Producer = title, author, "evidencekit"
    pdf.docinfo.CreationDate = pdf.docinfo.ModDate = f"D:{on:%Y%m%d}000000Z"
    pdf.save(
        target,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
    )


def _xmp(title: str, author: str, on: date, account: str) -> str:
    def clean(text: str) -> str:
        return escape("".join(c for c in text if c.isprintable()), quote=False)

    day = f"{on.isoformat()}T00:00:00Z"
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{clean(title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{clean(author)}</rdf:li></rdf:Seq></dc:creator>"
        f"<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>"
        f"<dc:source>{escape(account, quote=False)}</dc:source>"
        "<pdf:Producer>evidencekit</pdf:Producer></rdf:Description>"
        "</rdf:RDF></x:xmpmeta>\n"
        '<?xpacket end="w"?>'
    )


def page_digests(path: Path) -> tuple[str, ...]:
    """Return a digest of each page: of all that it draws, whatever numbers its objects have in the file."""
    import pikepdf

    with pikepdf.open(path) as pdf:
        known: dict[tuple[int, int], bytes] = {
            p.obj.objgen: f"page {n}".encode() for n, p in enumerate(pdf.pages, 1)
        }
        if len(pdf.pages):
            _without_seal(pdf.pages[0].obj)
        known |= _layers(pdf, known)
        return tuple(_content_digest(page.obj, pdf, known).hex() for page in pdf.pages)


def _layers(pdf: Any, known: dict[tuple[int, int], bytes]) -> dict[tuple[int, int], bytes]:
    """Return a digest of each layer, with all that says which layers are shown: what has layers is another page where that changes."""
    import pikepdf

    said = pdf.Root.get("/OCProperties")
    if not isinstance(said, pikepdf.Dictionary):
        return {}
    config, lists = said.get("/D"), [said.get("/OCGs")]
    if isinstance(config, pikepdf.Dictionary):
        lists += [config.get("/ON"), config.get("/OFF")]
    found: dict[tuple[int, int], bytes] = {}
    for listed in lists:
        for layer in listed if isinstance(listed, pikepdf.Array) else ():
            number = getattr(layer, "objgen", (0, 0))  # a stranger's list may hold anything
            if number == (0, 0) or number in known or number in found:
                continue
            # Two layers may bear one name.
            found[number] = f"layer {len(found) + 1} ".encode() + _content_digest(layer, pdf, dict(known))
    shown = _content_digest(said, pdf, known | found)
    return {number: hashlib.sha256(own + shown).digest() for number, own in found.items()}


def _without_seal(page: Any) -> None:
    """Take the field of the bundle's own signature off a page: it draws nothing, and came after the pages were counted."""
    import pikepdf

    annotations = page.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return
    rest = [a for a in annotations if not is_seal(a)]
    if len(rest) == len(annotations):
        return
    if rest:
        page.Annots = pikepdf.Array(rest)
    else:
        del page.Annots


def is_seal(field: Any) -> bool:
    """Say whether this is the field of the bundle's own signature as it is made here: of no size, with nothing to draw or to do.

    Whatever else bears its name is something that somebody put there.
    """
    import pikepdf

    if not isinstance(field, pikepdf.Dictionary) or not set(field.keys()) <= _OF_A_SEAL:
        return False
    if str(field.get("/T", "")) != SEAL or str(field.get("/FT", "")) != "/Sig":
        return False
    box = field.get("/Rect")
    with suppress(TypeError, ValueError):
        return isinstance(box, pikepdf.Array) and [float(v) for v in box] == [0.0] * 4  # type: ignore[arg-type, unused-ignore]
    return False


SEAL = "EvidenceKit seal"
"""The name of the field under which a bundle's own signature stands."""
_OF_A_SEAL = frozenset({"/Type", "/Subtype", "/FT", "/T", "/F", "/Rect", "/V", "/P"})
"""All that such a field has; an appearance is not among it."""
_REFERENCE = re.compile(rb"(\d+) (\d+) R\b")
_UPWARDS = re.compile(rb"/Parent \d+ \d+ R")
_DEEPEST = 60


def _content_digest(obj: Any, pdf: Any, known: dict[tuple[int, int], bytes], depth: int = 0) -> bytes:
    """Digest an object with all that it refers to; a page that it refers to counts by its number."""
    import pikepdf

    digest = hashlib.sha256()

    def referred(found: re.Match[bytes]) -> bytes:
        key = (int(found[1]), int(found[2]))
        if key not in known:
            known[key] = b"around"  # met again on the way down, this object refers to itself
            known[key] = (
                _content_digest(pdf.get_object(key), pdf, known, depth + 1) if depth < _DEEPEST else b"deep"
            )
        return known[key].hex().encode()

    stream = isinstance(obj, pikepdf.Stream)
    whole = obj.stream_dict if stream else obj
    # pikepdf hands out a number or a truth value that stands as an object of its own as Python's.
    fields = whole.unparse(resolved=True) if isinstance(whole, pikepdf.Object) else repr(whole).encode()
    if b" R" in fields:
        fields = _REFERENCE.sub(referred, _UPWARDS.sub(b"", fields))
    digest.update(fields)
    if stream:
        digest.update(obj.read_raw_bytes())
    return digest.digest()
