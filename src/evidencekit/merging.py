"""Merge: pages of many files into one PDF, with their jumps and bookmarks, and without anything that acts."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from evidencekit.citations import FACT, FACT_LINK
from evidencekit.inert import ADDRESSES, PLAYS, as_a_picture, only_shown
from evidencekit.pdf import Tree

PLACE = "https://evidence.invalid/"
"""Links of drawn pages and letters lead here until the bundle is put together; none may be left in it."""
MAX_OWN_BOOKMARKS = 2_000
"""Kept of one exhibit; more help nobody."""
_MAX_DEPTH = 16
_FILES_HELD = 150
"""Sources that keep their file open until the bundle is written; of later ones the bytes are held instead."""
_FITS = frozenset({"/XYZ", "/Fit", "/FitH", "/FitV", "/FitR", "/FitB", "/FitBH", "/FitBV"})
_ODD = (AttributeError, TypeError, ValueError, KeyError, IndexError, RuntimeError)
"""What pikepdf raises where a stranger's PDF has a number for a dictionary and the like."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """A page of a part, from 0, and how a viewer shows it."""

    page: int
    view: tuple[str | float | None, ...] = ("/Fit",)


@dataclass(slots=True)
class Merger:
    """Appends parts to an open PDF; jumps are tied once every page is there.

    As a context it keeps files open of which only some pages were wanted at a time: what these share is copied once.
    """

    pdf: Any
    _parts: int = 0
    _jumps: list[tuple[int, int, _Spot]] = field(default_factory=list)
    _placeholders: list[tuple[int, int, str]] = field(default_factory=list)
    _open: dict[Path, Any] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for source in self._open.values():
            source.close()

    def append(self, part: Path, *, own: bool) -> Tree:
        """Append the pages of a file; return its bookmarks.

        Only in the program's `own` pages do placeholder links count as such; in an exhibit they lead nowhere.
        """
        import io

        import pikepdf

        self._parts += 1
        opened: Any = part if self._parts <= _FILES_HELD else io.BytesIO(part.read_bytes())
        with pikepdf.open(opened) as source:
            _forms_to_pages(source)
            spots = _Spots(source)
            tree = () if own else spots.outline()
            first = len(self.pdf.pages)
            self._note(source, spots, range(len(source.pages)), own=own)
            for key in ("/Names", "/Dests", "/Outlines", "/AcroForm"):
                if key in source.Root:
                    del source.Root[key]
            self._copy(source, first)
        return tree

    def append_some(self, part: Path, pages: range) -> None:
        """Append some pages, from 0, of a file that the program drew."""
        import pikepdf

        if part not in self._open:
            self._open[part] = pikepdf.open(part)
        source = self._open[part]
        self._note(source, _Spots(source), pages, own=True)
        self.pdf.pages.extend(source.pages[pages.start : pages.stop])

    def _note(self, source: Any, spots: "_Spots", pages: range, *, own: bool) -> None:
        """Take the links out of pages that are about to be appended, and note where each is to lead."""
        first = len(self.pdf.pages)
        for number, inside in enumerate(pages, first):
            for place, target in enumerate(_kept_annotations(source.pages[inside].obj, spots, own=own)):
                if isinstance(target, _Spot):
                    at = first + target.page - pages.start
                    self._jumps.append((number, place, _Spot(at, target.view)))
                elif target:
                    self._placeholders.append((number, place, target))

    def _copy(self, source: Any, first: int) -> None:
        if "/OCProperties" not in source.Root:
            # Names and bookmarks were taken out, and fields drawn: without layers, the pages are all there is to carry.
            self.pdf.pages.extend(source.pages)
            return
        try:
            self.pdf.add_pages_from(source, outlines="ignore", forms="strip")
        except _ODD:
            # Layers too damaged to be carried: the pages themselves are worth more.
            while len(self.pdf.pages) > first:
                del self.pdf.pages[-1]
            self.pdf.add_pages_from(source, outlines="ignore", forms="strip", layers="ignore")

    def tie(
        self, targets: Mapping[str, int], places: Mapping[str, tuple[float, float]] | None = None
    ) -> tuple[str, ...]:
        """Make every jump lead to its page; return the placeholders that name no target (their links are taken out).

        `places` says of some targets where on their page they are, in the page's own units.
        """
        import pikepdf

        unknown: list[tuple[int, int, str]] = []
        pages = [page.obj for page in self.pdf.pages]  # to be counted through once, not for every link
        for number, place, spot in self._jumps:
            _lead(pages, number, place, spot)
        for number, place, name in self._placeholders:
            page = targets.get(name)
            if page is None:
                unknown.append((number, place, name))
            else:
                at = (places or {}).get(name)
                # The zoom that the reader has stays.
                _lead(pages, number, place, _Spot(page, ("/XYZ", *at, None)) if at else _Spot(page))
                link = pages[number].Annots[place]
                link.Border = pikepdf.Array([0, 0, 0])
                if name.startswith(FACT):
                    link[FACT_LINK] = True
                    link.Contents = pikepdf.String(f"Exhibit {name.split('/')[1]}, page {page + 1}")
        for number, place, _ in sorted(unknown, reverse=True):
            del pages[number].Annots[place]
        return tuple(name for _, _, name in unknown)


def _lead(pages: Sequence[Any], number: int, place: int, spot: _Spot) -> None:
    import pikepdf

    view = [pikepdf.Name(v) if isinstance(v, str) else v for v in spot.view]
    destination = pikepdf.Array([pages[spot.page], *view])
    pages[number].Annots[place].A = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=destination)


def standing_alone(part: Path, into: Path) -> Path:
    """Write a letter without its links to exhibits, which lead nowhere once it stands by itself; return it, or `part` where it has none."""
    import pikepdf

    with pikepdf.open(part) as pdf:
        found = 0
        for page in pdf.pages:
            links = page.obj.get("/Annots")
            if not isinstance(links, pikepdf.Array):
                continue
            kept = [link for link in links if not _address(link).startswith(PLACE)]
            found += len(links) - len(kept)
            page.obj.Annots = pikepdf.Array(kept)
        if not found:
            return part
        pdf.save(into, deterministic_id=True)
    return into


def _address(annotation: Any) -> str:
    import pikepdf

    action = annotation.get("/A")
    return str(action.get("/URI", "")) if isinstance(action, pikepdf.Dictionary) else ""


def _forms_to_pages(source: Any) -> None:
    """Draw what stands in form fields into the pages: fields of two files must never share a name and so a value."""
    import pikepdf

    if "/AcroForm" not in source.Root:
        return
    with suppress(*_ODD, pikepdf.PdfError):
        source.generate_appearance_streams()
        source.flatten_annotations("screen")


def _kept_annotations(page: Any, spots: "_Spots", *, own: bool) -> list["_Spot | str | None"]:
    """Keep what shows something; return for each kept annotation where it leads: a spot, a placeholder's name, or None."""
    import pikepdf

    only_shown(page)
    annotations = page.get("/Annots")
    if annotations is None:
        return []
    kept, leads = [], []
    for annotation in annotations if isinstance(annotations, pikepdf.Array) else ():
        try:
            keep, lead = _tamed(annotation, spots, own=own)
        except _ODD:
            continue
        if keep:
            kept.append(annotation)
            leads.append(lead)
    page.Annots = pikepdf.Array(kept)
    return leads


def _tamed(annotation: Any, spots: "_Spots", *, own: bool) -> tuple[bool, "_Spot | str | None"]:
    """Take everything that acts out of one annotation; say whether to keep it, and where it leads."""
    import pikepdf

    kind = str(annotation.get("/Subtype"))
    if kind == "/Widget":
        return False, None
    if kind in PLAYS:
        return as_a_picture(annotation), None
    destination, address = _aim(annotation)
    if address.startswith(PLACE):
        return own, address.removeprefix(PLACE).rstrip("/") if own else None
    if address.lower().startswith(ADDRESSES):
        annotation.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(address))
        return True, None
    spot = spots.of(destination)
    return spot is not None or kind != "/Link", spot


def _aim(annotation: Any) -> tuple[Any, str]:
    """Take out what an annotation does; return the destination and the address that it had."""
    import pikepdf

    action, destination, address = annotation.get("/A"), annotation.get("/Dest"), ""
    for key in ("/A", "/AA", "/PA", "/Dest", "/AF", "/FS", "/StructParent"):
        if key in annotation:
            del annotation[key]
    if isinstance(action, pikepdf.Dictionary):
        if action.get("/S") == "/GoTo":
            destination = action.get("/D")
        elif action.get("/S") == "/URI":
            address = str(action.get("/URI", ""))
    return destination, address


class _Spots:
    """Where jumps and bookmarks of one file lead: names are looked up once, however many there are."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self._numbers: dict[Any, int] = {page.obj.objgen: number for number, page in enumerate(source.pages)}
        self._names: Any = None
        self._left = MAX_OWN_BOOKMARKS

    def of(self, destination: Any, depth: int = 0) -> _Spot | None:
        """Return the spot of an explicit or a named destination, or None where it leads to no page of the file."""
        import pikepdf

        if destination is None or depth > 3:
            return None
        if isinstance(destination, pikepdf.Dictionary):
            return self.of(destination.get("/D"), depth + 1)
        if isinstance(destination, (pikepdf.String, pikepdf.Name)):
            return self.of(self._named(destination), depth + 1)
        if not isinstance(destination, pikepdf.Array) or not len(destination):
            return None
        page: Any = destination[0]
        number = self._numbers.get(page.objgen) if isinstance(page, pikepdf.Object) else int(page)
        if number is None or not 0 <= number < len(self._numbers):
            return None
        return _Spot(number, _view(list(destination)[1:6]))

    def _named(self, name: Any) -> Any:
        import pikepdf

        try:
            if isinstance(name, pikepdf.Name):
                return self._source.Root.Dests.get(name)
            if self._names is None:
                self._names = pikepdf.NameTree(self._source.Root.Names.Dests)
            return self._names.get(str(name))
        except (*_ODD, pikepdf.PdfError):
            return None

    def outline(self) -> Tree:
        """Return the file's bookmarks; of a broken or looping outline, as much as can be followed."""
        try:
            return self._level(self._source.Root.get("/Outlines"), set(), 0)
        except _ODD:
            return ()

    def _level(self, parent: Any, seen: set[tuple[int, int]], depth: int) -> Tree:
        import pikepdf

        found: list[tuple[str, int, Any]] = []
        item = parent.get("/First") if isinstance(parent, pikepdf.Dictionary) else None
        while isinstance(item, pikepdf.Dictionary) and depth < _MAX_DEPTH and self._left > 0:
            if not item.is_indirect or item.objgen in seen:
                break
            seen.add(item.objgen)
            self._left -= 1
            with suppress(*_ODD):
                below = self._level(item, seen, depth + 1)
                action = item.get("/A")
                spot = self.of(item.get("/Dest") if action is None else action.get("/D"))
                title = " ".join(str(item.get("/Title", "")).split())[:200]
                page = spot.page if spot else next((page for _, page, _ in below), None)
                if title and page is not None:
                    found.append((title, page, below))
            item = item.get("/Next")
        return tuple(found)


def _view(values: list[Any]) -> tuple[str | float | None, ...]:
    if not values or str(values[0]) not in _FITS:
        return ("/Fit",)
    numbers: list[float | None] = []
    for value in values[1:]:
        try:
            numbers.append(None if value is None else float(value))
        except _ODD:
            numbers.append(None)
    return (str(values[0]), *numbers)
