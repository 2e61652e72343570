"""Make pictures and PDFs smaller, step by step, until they are below a portal's limit or can hardly be read."""

import io
from contextlib import suppress
from pathlib import Path
from typing import Any

_LEAST_PIXELS = 900
"""On the longer side; smaller, and print can no longer be read."""
_STEPS = ((82, 2126), (75, 1600), (68, 1280), (60, 1000))
"""Quality and longer side of the pictures inside a PDF."""
_MOST_PIXELS = 60_000_000
_WORTH_IT = 20_000


def smaller_picture(image: Any, most: int | None) -> bytes:
    """Code a picture as JPEG below a size: first coarser, then smaller, never below what can be read."""
    quality = 85
    image = image.convert("RGB")
    while True:
        kept = io.BytesIO()
        image.save(kept, "JPEG", quality=quality)
        if most is None or kept.tell() <= most:
            return kept.getvalue()
        if quality > 55:
            quality -= 10
        elif max(image.size) > _LEAST_PIXELS * 1.25:
            image = image.resize((max(1, round(image.width * 0.8)), max(1, round(image.height * 0.8))))
        else:
            return kept.getvalue()


def smaller_pdf(pdf: Path, into: Path, most: int) -> Path:
    """Return the PDF itself where it is small enough, else a copy whose pictures are coarser: the first that is, or the smallest."""
    if pdf.stat().st_size <= most:
        return pdf
    best = pdf
    for quality, longest in _STEPS:
        made = into.with_name(f"{into.stem}-{quality}.pdf")
        _coarser(pdf, made, quality, longest)
        if made.stat().st_size < best.stat().st_size:
            best = made
        if best.stat().st_size <= most:
            break
    return best


def _coarser(pdf: Path, into: Path, quality: int, longest: int) -> None:
    import pikepdf

    with pikepdf.open(pdf) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
                # One picture that is coded in an odd way stays as it is.
                with suppress(Exception):
                    _recoded(thing, quality, longest)
        opened.save(into, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _recoded(stream: Any, quality: int, longest: int) -> None:
    import pikepdf
    from PIL import Image

    coded = stream.read_raw_bytes()
    plain = (
        stream.get("/Filter") in ("/DCTDecode", pikepdf.Array([pikepdf.Name.DCTDecode]))
        and "/Decode" not in stream
    )
    if not plain or len(coded) < _WORTH_IT:
        return
    with Image.open(io.BytesIO(coded), formats=("JPEG",)) as image:
        if image.mode not in {"RGB", "L"} or image.width * image.height > _MOST_PIXELS:
            return
        scale = longest / max(image.size)
        if scale < 1:
            image.draft(image.mode, (round(image.width * scale), round(image.height * scale)))
            image.thumbnail((longest, longest), reducing_gap=None)
        kept = io.BytesIO()
        image.save(kept, "JPEG", quality=quality)
        if kept.tell() < 0.9 * len(coded):
            stream.write(kept.getvalue(), filter=pikepdf.Name.DCTDecode)
            stream.Width, stream.Height = image.size
