"""The fine dotted line below what can be followed to its evidence."""

from typing import Any

from evidencekit.citations import FACT_LINK
from evidencekit.paper.geometry import ODD, box_of

_COLOUR = "0.42 0.58 0.70 RG"
_ABOVE_FOOT = 0.13
"""Of a link's height: the line stands so far above its lower edge, just below the letters."""


def underline(pdf: Any, page: Any) -> None:
    """Draw a line below each cited value of a page that is a link; lines drawn before are taken away first."""
    import pikepdf

    contents = page.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    kept = [s for s in streams if isinstance(s, pikepdf.Stream) and FACT_LINK not in s.stream_dict]
    drawn = [line for line in (_line(a) for a in page.get("/Annots", ()) if FACT_LINK in a) if line]
    if drawn:
        made = pdf.make_stream(f"q {_COLOUR} 0.5 w [1 1.2] 0 d {' '.join(drawn)} S Q\n".encode())
        made[FACT_LINK] = True
        kept.append(made)
    if drawn or len(kept) != len(streams):
        page.Contents = pikepdf.Array(kept)


def _line(annotation: Any) -> str:
    try:
        box = box_of(annotation.get("/Rect"))
    except ODD:
        return ""
    if box is None:
        return ""
    left, bottom, right, top = box
    at = bottom + _ABOVE_FOOT * (top - bottom)
    return f"{left:.2f} {at:.2f} m {right:.2f} {at:.2f} l"
