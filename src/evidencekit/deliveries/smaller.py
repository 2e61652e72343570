"""Make a picture smaller, step by step, until it is below a portal's limit or can hardly be read."""

import io
from typing import Any

_LEAST_PIXELS = 900
"""On the longer side; smaller, and print can no longer be read."""


def smaller_picture(image: Any, most: int | None) -> bytes:
    """Code a picture as JPEG below a size: first coarser, then smaller, never below what can be read."""
    quality = 85
    image = image if image.mode in {"RGB", "RGBX"} else image.convert("RGB")
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
