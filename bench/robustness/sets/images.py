"""Pictures: upright, of the right size, like a reference; those that cannot be opened are explained."""

import io
from typing import Any

import pikepdf
from likeness import reference, structural_similarity
from one_file import Seen
from PIL import Image
from verdict import EXPLAINED, REPAIRED, RIGHT, Verdict, wrong

from evidencekit.pictures import open_picture

ENOUGH = 0.97
_HOPELESS = frozenset({"unidentified", "decompression_bomb", "not_an_image"})


def passwords(_expected: dict[str, Any]) -> str | None:
    """None: pictures have no passwords."""
    return None


def judge(seen: Seen, expected: dict[str, Any], _locked: Any) -> Verdict:
    """Hold the page against the truth and against the reference."""
    verdict = expected.get("verdict")
    if seen.explained:
        if verdict in {None, "ok"} and seen.exhibit.source.media_type.startswith("image/"):
            return wrong(f"not shown: {seen.explained[:120]}")
        return Verdict(EXPLAINED)
    if not seen.exhibit.source.media_type.startswith("image/"):
        return Verdict(RIGHT)
    picture = open_picture(seen.exhibit.source, seen.desk)
    true = expected.get("upright_size") or expected.get("display_size")
    if true and (picture.width, picture.height) != tuple(true):
        return wrong(f"{picture.width} x {picture.height} where {true[0]} x {true[1]} is upright")
    pages = expected.get("n_frames") if expected.get("format") == "TIFF" else 1
    if verdict == "ok" and pages and seen.shown is not None and seen.shown.pages < pages:
        return wrong(f"{seen.shown.pages} pages of {pages}")
    if verdict in {None, "ok"}:
        alike = structural_similarity(_first_picture(seen), reference(seen.file))
        if alike < ENOUGH:
            return Verdict("wrong", f"similarity {alike:.3f}", alike)
        return Verdict(REPAIRED if picture.trouble else RIGHT, "", alike)
    told = seen.codes & {"damaged", "damaged-picture", "not-shown"}
    if verdict == "damaged" and not picture.trouble and not told:
        return wrong("shown without a word of its damage")
    return Verdict(REPAIRED if picture.trouble or told else RIGHT)


def _first_picture(seen: Seen) -> Image.Image:
    """Return the largest picture of the first page, as it is coded there."""
    with pikepdf.open(seen.shown.pdf) as pdf:  # type: ignore[union-attr]
        found = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
        named = pdf.pages[0].get_images() if hasattr(pdf.pages[0], "get_images") else pdf.pages[0].images
        first = list(named.values()) or found
        largest = max(first, key=lambda o: int(o.Width) * int(o.Height))
        image = Image.open(io.BytesIO(largest.read_raw_bytes()))
        image.load()
        return image
