"""PDFs that do nothing: whatever acts, brings files along or fetches from elsewhere is taken out of every object of one.

Most files have nothing of the kind. Whether one has is asked of its objects as qpdf reads them, so that neither names
written in numbers (`/#4aS`) nor compressed objects hide anything; only where one has are its objects gone through.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

ADDRESSES = ("https://", "http://", "mailto:")
"""Beginnings of addresses that a link may lead to."""
PLAYS = frozenset({"/Movie", "/Sound", "/RichMedia", "/3D", "/Screen", "/FileAttachment"})
"""Annotations that play, or that are a file."""

_ODD = (AttributeError, TypeError, ValueError, KeyError, IndexError, RuntimeError)
"""What pikepdf raises where a stranger's PDF has a number for a dictionary and the like."""
_OF_PAGES = frozenset({
    "/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit",
    "/Group", "/Annots", "/Tabs",
})  # fmt: skip
"""All that a page is shown by."""
_OF_A_FILE = frozenset({
    "/Type", "/Pages", "/Version", "/Extensions", "/PageLabels", "/PageMode", "/PageLayout", "/ViewerPreferences", "/Names", "/Dests", "/Outlines",
    "/OCProperties", "/OutputIntents", "/Metadata", "/Lang", "/MarkInfo", "/StructTreeRoot",
})  # fmt: skip
_ACTIONS = frozenset({
    "/JavaScript", "/Launch", "/GoToR", "/GoToE", "/GoToDp", "/SubmitForm", "/ResetForm", "/ImportData", "/Rendition", "/Sound", "/Movie",
    "/RichMediaExecute", "/Thread", "/Named", "/Hide", "/SetOCGState", "/Trans", "/GoTo3DView",
})  # fmt: skip
"""What an action may be called (ISO 32000-2, 12.6.4), all but `GoTo` inside a file, and `URI`, whose address is looked at."""
_KEYS = frozenset({
    "/AA", "/AF", "/Alternates", "/EF", "/FDecodeParms", "/FFilter", "/FS", "/JS", "/NA", "/OPI", "/PA", "/PresSteps", "/Ref", "/RF",
    "/RichMediaContent", "/RichMediaSettings", "/3DD", "/XFA",
})  # fmt: skip
_KINDS = frozenset({"/EmbeddedFile", "/Filespec", "/PS"})
_NAMED_FREELY = frozenset({
    "/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties", "/CharProcs", "/Colorants", "/Dests", "/RoleMap",
    "/ClassMap",
})  # fmt: skip
"""Dictionaries whose keys are names that a file's maker chose: a font may be called `/AA`."""
_TOLD = tuple(sorted(n.encode() for n in (_KEYS | _ACTIONS | PLAYS | _KINDS) - {"/Trans", "/Screen"}))
"""What gives away that something may act. `Trans` and `Screen` are known from harmless pages, and act by another name as well."""
_MASKS = frozenset({"/SMask", "/Mask"})
_NAME_GOES_ON = rb"(?![^\s()<>\[\]{}/%])"
_EXTERNAL = b"/F "
_ODD_ADDRESS = re.compile(rb"/URI(?! /| >>| \((?:https?://|mailto:))", re.IGNORECASE)


@dataclass(slots=True)
class Taken:
    """What was taken out that a person may miss."""

    elsewhere: list[str] = field(default_factory=list)
    """Where parts of pages were to be fetched from."""
    files: list[str] = field(default_factory=list)
    """Names of files that parts of pages brought along."""


def disarmed(pdf: Any) -> Taken:
    """Take out of an open PDF what acts, what it brings along and what it would fetch; links inside it and to the web stay."""
    for key in set(pdf.Root.keys()) - _OF_A_FILE:
        del pdf.Root[key]
    for page in pdf.pages:
        with suppress(*_ODD):
            only_shown(page.obj)
    taken = without_what_acts(pdf)
    for page in pdf.pages:
        with suppress(*_ODD):
            _without_the_emptied(page.obj)
    return taken


def only_shown(page: Any) -> None:
    """Leave of a page what it is shown by."""
    for key in page.keys():  # noqa: SIM118 - a PDF dictionary
        if key not in _OF_PAGES:
            del page[key]


def without_what_acts(pdf: Any) -> Taken:
    """Go through all objects of a PDF, where any of them may act; say what was taken out."""
    taken = Taken()
    if _suspect(pdf):
        _Walk(taken).through(pdf.Root)
    return taken


def as_a_picture(annotation: Any) -> bool:
    """Leave of a film, a sound or an attached file only what it looks like; say whether it looks like anything."""
    import pikepdf

    if "/AP" not in annotation:
        return False
    for key in [k for k in annotation.keys() if k not in {"/Rect", "/AP", "/AS", "/F", "/OC"}]:  # noqa: SIM118 - a PDF dictionary
        del annotation[key]
    annotation.Subtype = pikepdf.Name.Stamp
    return True


def _suspect(pdf: Any) -> bool:
    """Say whether any object has a name that something may act by; a text that has it counts, which costs time alone."""
    import pikepdf

    stream = pikepdf.ObjectType.stream
    plain, streams = [], []
    for each in pdf.objects:
        if not isinstance(each, pikepdf.Object):
            continue
        if each._type_code == stream:  # noqa: SLF001 - `isinstance` takes three times as long
            streams.append(each.stream_dict.unparse(resolved=True))
        else:
            plain.append(each.unparse(resolved=True))
    of_streams = b"\n".join(streams)
    written = b"\n".join((*plain, of_streams))
    return (
        _EXTERNAL in of_streams
        or any(n in written and re.search(re.escape(n) + _NAME_GOES_ON, written) for n in _TOLD)
        or _ODD_ADDRESS.search(written) is not None
    )


@dataclass(slots=True)
class _Walk:
    """Goes through everything that is reachable, each object once as what it is, and once as a list of freely chosen names."""

    taken: Taken
    _seen: set[tuple[int, int, bool]] = field(default_factory=set)
    _left: list[tuple[Any, bool]] = field(default_factory=list)

    def through(self, root: Any) -> None:
        """Take out of all that hangs on an object what acts."""
        self._left.append((root, False))
        while self._left:
            self._look_at(*self._left.pop())

    def _look_at(self, thing: Any, freely: bool) -> None:  # noqa: FBT001 - as it lies in the list
        import pikepdf

        if not isinstance(thing, pikepdf.Object):
            return
        if thing.is_indirect:
            if (at := (*thing.objgen, freely)) in self._seen:
                return
            self._seen.add(at)
        if isinstance(thing, pikepdf.Array):
            self._left += ((each, False) for each in thing)
        elif isinstance(thing, pikepdf.Stream):
            with suppress(*_ODD):
                self._stream(thing)
            self._keys(thing, freely=False)
        elif isinstance(thing, pikepdf.Dictionary):
            if not freely:
                with suppress(*_ODD):
                    self._dictionary(thing)
            self._keys(thing, freely=freely)

    def _keys(self, thing: Any, *, freely: bool) -> None:
        for key in list(thing.keys()):
            value = thing.get(key)
            if freely:
                self._left.append((value, False))
            elif key in _KEYS or (key in _MASKS and _is_outside(value)):
                del thing[key]
                if key == "/AF" and "/S" not in thing:  # a structure element's are the formulas of its text
                    with suppress(*_ODD):
                        self.taken.files += _file_names(value)
            else:
                # Of a pattern's shading the keys are its own.
                self._left.append((value, key in _NAMED_FREELY and "/PatternType" not in thing))

    def _dictionary(self, thing: Any) -> None:
        """Empty an action or the name of a file; make a picture of what plays."""
        kind, action = str(thing.get("/Subtype")), thing.get("/S")
        if kind in PLAYS and "/Rect" in thing:
            if not as_a_picture(thing):
                _empty(thing)
        elif (
            str(action) in _ACTIONS
            or thing.get("/Type") in {"/Filespec", "/F"}
            or (action == "/URI" and not str(thing.get("/URI", "")).lower().startswith(ADDRESSES))
        ):
            _empty(thing)

    def _stream(self, thing: Any) -> None:
        """Empty what lies in another file, what is a file, and what is a program."""
        import pikepdf

        outside = thing.get("/F")
        if outside is not None:
            with suppress(*_ODD):
                self.taken.elsewhere += _file_names(outside)
        elif thing.get("/Type") != "/EmbeddedFile" and thing.get("/Subtype") != "/PS" and "/PS" not in thing:
            return
        thing.write(b"")
        if thing.get("/Subtype") in {"/Image", "/PS", "/Form"}:
            # Where a picture was drawn, nothing is.
            for key in set(thing.keys()) - {"/Length", "/BBox", "/Matrix"}:
                del thing[key]
            thing.Type, thing.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            if "/BBox" not in thing:
                thing.BBox = pikepdf.Array([0, 0, 1, 1])
            return
        for key in ("/F", "/Type"):
            if key in thing:
                del thing[key]


def _is_outside(value: Any) -> bool:
    """Say whether a picture's mask lies in another file, or did until it was emptied."""
    import pikepdf

    return isinstance(value, pikepdf.Stream) and ("/F" in value or value.get("/Subtype") == "/Form")


def _empty(thing: Any) -> None:
    for key in list(thing.keys()):
        del thing[key]


def _without_the_emptied(page: Any) -> None:
    """Take annotations of which nothing is left, and actions that are none, out of a page."""
    import pikepdf

    annotations = page.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return
    kept = []
    for each in annotations:
        if not isinstance(each, pikepdf.Dictionary) or not len(each.keys()):
            continue
        action = each.get("/A")
        if isinstance(action, pikepdf.Dictionary) and not len(action.keys()):
            del each["/A"]
        kept.append(each)
    page.Annots = pikepdf.Array(kept)


def _file_names(value: Any) -> Iterator[str]:
    """Give the names of the files that a value is, or that it lists."""
    import pikepdf

    if isinstance(value, pikepdf.String):
        yield str(value)
    elif isinstance(value, pikepdf.Array):
        for each in value:
            if isinstance(each, pikepdf.Dictionary):
                yield from _file_names(each)
    elif isinstance(value, pikepdf.Dictionary):
        name = value.get("/UF", value.get("/F"))
        yield str(name) if isinstance(name, pikepdf.String) else "a file without a name"
