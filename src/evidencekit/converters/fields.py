"""Form fields: what stands in them becomes part of the page, so that two forms cannot share a field's value."""

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from evidencekit.paper.field import FieldText, draw_fields

MAX_FIELDS = 10_000
_DEEPEST = 32
_MULTILINE, _PASSWORD, _COMB = 1 << 12, 1 << 13, 1 << 24
_PUSH_BUTTON = 1 << 16
_SIZE = re.compile(r"(-?[\d.]+)\s+Tf")
_COLOUR = re.compile(r"((?:[\d.]+\s+){1,3})(?:g|rg)\b")
_TURNED = {90: (0, 1, -1, 0, 0, 0), 180: (-1, 0, 0, -1, 0, 0), 270: (0, -1, 1, 0, 0, 0)}
_MOST_FIELDS = 20_000
_ODD = (AttributeError, TypeError, ValueError, KeyError, IndexError, RuntimeError, ArithmeticError)
"""What pikepdf raises where a stranger's PDF has a number for a dictionary and the like."""


def has_fields(pdf: Any) -> bool:
    """Say whether a page shows a form field, whether or not the file owns up to being a form."""
    return any(True for _ in _widgets(pdf))


def flatten(pdf: Any) -> int:
    """Make every visible field's content part of its page; return how many texts do not fit their fields."""
    form = pdf.Root.get("/AcroForm")
    stale = bool(form is not None and form.get("/NeedAppearances"))
    drawn = []
    for widget in _widgets(pdf):
        with suppress(*_ODD):
            text = _shown(widget, form, stale=stale)
            if text is not None:
                drawn.append((widget, text))
    if form is not None:
        # Else the appearances made here would be left out as stale.
        form.NeedAppearances = False
    unfit = _draw(pdf, drawn[:MAX_FIELDS])
    pdf.flatten_annotations("screen")
    _drop_widgets(pdf)
    return unfit + max(0, len(drawn) - MAX_FIELDS)


def is_signed(pdf: Any) -> bool:
    """Say whether a signature stands in one of the fields, or holds for the whole file."""
    for field in (*_widgets(pdf), *_fields(pdf)):
        with suppress(*_ODD):
            if str(_inherited(field, "/FT")) == "/Sig" and _inherited(field, "/V") is not None:
                return True
    return "/DocMDP" in pdf.Root.get("/Perms", {})


def _fields(pdf: Any) -> Iterator[Any]:
    """Give the fields of the form: a signature that nobody shall see stands on no page."""
    form = pdf.Root.get("/AcroForm")
    waiting, count = [], 0
    with suppress(*_ODD):
        waiting = list(form.get("/Fields") or ()) if form is not None else []
    while waiting and count < _MOST_FIELDS:
        field, count = waiting.pop(), count + 1
        yield field
        with suppress(*_ODD):
            waiting += list(field.get("/Kids") or ())


def _widgets(pdf: Any) -> Iterator[Any]:
    for page in pdf.pages:
        with suppress(*_ODD):
            for annotation in page.obj.get("/Annots") or ():
                with suppress(*_ODD):
                    if str(annotation.get("/Subtype")) == "/Widget":
                        yield annotation


def _inherited(widget: Any, key: str) -> Any:
    """Look a key up in the field and those above it."""
    field = widget
    for _ in range(_DEEPEST):
        if field is None or key in field:
            break
        field = field.get("/Parent")
    return None if field is None else field.get(key)


def _shown(widget: Any, form: Any, *, stale: bool) -> FieldText | None:
    """Return what must be drawn, or None where the field brings its appearance along, or shows nothing."""
    kind, flags = str(_inherited(widget, "/FT")), int(_inherited(widget, "/Ff") or 0)
    appearance = widget.get("/AP", {}).get("/N") if "/AP" in widget else None
    if appearance is not None and not (stale and kind in {"/Tx", "/Ch"}):
        return None
    text = _value(widget, kind, flags)
    if not text:
        return None
    wide, high = _size(widget)
    style = str(_inherited(widget, "/DA") or (form is not None and form.get("/DA")) or "")
    size, colour = _SIZE.findall(style), _COLOUR.findall(style)
    shades = [float(s) for s in colour[-1].split()] if colour else [0.0]
    comb = int(_inherited(widget, "/MaxLen") or 0) if kind == "/Tx" and flags & _COMB else 0
    return FieldText(
        text=text,
        width=wide,
        height=high,
        size=max(0.0, float(size[-1])) if size else 0.0,
        colour=tuple(shades * 3)[:3],
        align=int(_inherited(widget, "/Q") or 0) % 3,
        multiline=bool(flags & _MULTILINE) and kind == "/Tx",
        cells=comb if 0 < comb <= 1_000 else 0,
    )


def _value(widget: Any, kind: str, flags: int) -> str:
    if kind == "/Btn":
        on = str(widget.get("/AS") or _inherited(widget, "/V") or "/Off") != "/Off"
        return "X" if on and not flags & _PUSH_BUTTON else ""
    value = _inherited(widget, "/V")
    if kind not in {"/Tx", "/Ch"} or value is None:
        return ""
    if kind == "/Tx" and flags & _PASSWORD:
        return "*" * len(str(value))
    if kind == "/Ch":
        return ", ".join(_chosen(value, _inherited(widget, "/Opt")))
    return _text(value).replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _text(value: Any) -> str:
    import pikepdf

    if isinstance(value, pikepdf.Stream):
        return str(pikepdf.String(value.read_bytes()))
    return str(value)


def _chosen(value: Any, options: Any) -> list[str]:
    """Return what a reader saw of the choices: an option may be stored under a short name."""
    import pikepdf

    shown = {}
    for option in options or ():
        if isinstance(option, pikepdf.Array) and len(option) > 1:
            shown[str(option[0])] = str(option[1])
    values = [str(v) for v in value] if isinstance(value, pikepdf.Array) else [str(value)]
    return [shown.get(v, v) for v in values]


def _size(widget: Any) -> tuple[float, float]:
    left, low, right, high = (float(v) for v in widget.Rect)
    sides = abs(right - left), abs(high - low)
    if min(sides) <= 0 or max(sides) > 20_000:
        raise ValueError("a field without a size")
    return (sides[1], sides[0]) if _turn(widget) in {90, 270} else sides


def _turn(widget: Any) -> int:
    return int(widget.get("/MK", {}).get("/R", 0)) % 360 if "/MK" in widget else 0


def _draw(pdf: Any, drawn: list[tuple[Any, FieldText]]) -> int:
    import pikepdf

    if not drawn:
        return 0
    sheet, fits = draw_fields(tuple(text for _, text in drawn))
    with pikepdf.open(io.BytesIO(sheet)) as made:
        for (widget, _), page in zip(drawn, made.pages, strict=True):
            appearance = pdf.copy_foreign(page.as_form_xobject())
            if (turn := _TURNED.get(_turn(widget))) is not None:
                appearance.Matrix = pikepdf.Array(list(turn))
            widget.AP = pikepdf.Dictionary(N=appearance)
    return fits.count(False)


def _drop_widgets(pdf: Any) -> None:
    """Take out the fields that show nothing; they would only be fields without a form."""
    import pikepdf

    for page in pdf.pages:
        annotations = page.obj.get("/Annots")
        if not isinstance(annotations, pikepdf.Array):
            continue
        kept = [
            a
            for a in annotations
            if not (isinstance(a, pikepdf.Dictionary) and str(a.get("/Subtype")) == "/Widget")
        ]
        if len(kept) < len(annotations):
            page.obj.Annots = pikepdf.Array(kept)
