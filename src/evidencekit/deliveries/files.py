"""Single files in upload order: pictures as JPEG below the portal's limit, everything else as PDF pages or pictures of them."""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidencekit.deliveries.single import messages
from evidencekit.desk import Desk
from evidencekit.model.bundle import Bundle, DeliveredFile, Letter
from evidencekit.model.finding import Finding, warning
from evidencekit.model.profile import Profile
from evidencekit.model.words import kind_words
from evidencekit.names import portal_name
from evidencekit.ports import Delivered

_DPI = 150
_LEAST_PIXELS = 900
"""On the longer side; smaller, and print can no longer be read."""


@dataclass(frozen=True, slots=True)
class FilesDelivery:
    """One file for each letter and exhibit, numbered, and the bundle as one PDF for e-mail."""

    name: str = "files"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def deliver(self, profile: Profile, bundle: Bundle, letters: tuple[Letter, ...], desk: Desk) -> Delivered:
        """Cut the bundle into what the form takes."""
        place = desk.folder(f"delivery-{profile.id}")
        formats = profile.delivery.formats
        takes_pdf = not formats or "pdf" in formats
        whole: list[DeliveredFile] = list(messages(letters, desk, profile))
        findings: list[Finding] = []
        pieces = [(p.letter.title, p.letter.pdf) for p in bundle.letters if p.letter.pdf]
        pieces += [
            (
                f"Exhibit {p.exhibit.label} {kind_words(p.exhibit.kind)} {p.exhibit.title if p.exhibit.kind == 'photo' else ''}",
                p.paged.pdf,
            )
            for p in bundle.exhibits
        ]
        number = 0
        for title, pdf in pieces:
            made = (
                [pdf]
                if takes_pdf
                else _pictures(pdf, place, f"{number:03d}", profile.delivery.max_file_bytes)
            )
            for part, path in enumerate(made, 1):
                number += 1
                page = f" page {part}" if len(made) > 1 else ""
                name = f"{number:02d} {portal_name(title, 60)}{page}{path.suffix}"
                whole.append(DeliveredFile(name, path, "upload"))
                findings += _too_large(name, path, profile)
        whole.append(
            DeliveredFile(
                f"Whole claim {portal_name(bundle.reference)}.pdf",
                bundle.pdf,
                "for e-mail, where the form takes no PDF",
            )
        )
        return tuple(whole), tuple(findings)


def _too_large(name: str, path: Path, profile: Profile) -> list[Finding]:
    most, size = profile.delivery.max_file_bytes, path.stat().st_size
    if most is None or size <= most:
        return []
    return [
        warning("too-large", f"{name} has {size:,} bytes, {profile.recipient} takes {most:,} a file.", name)
    ]


def _pictures(pdf: Path, place: Path, stem: str, most: int | None) -> list[Path]:
    import pypdfium2

    made = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            longest = max(page.get_width(), page.get_height(), 1)
            image = page.render(scale=min(_DPI / 72, 2400 / longest)).to_pil()
            path = place / f"{stem}-{number + 1:03d}.jpg"
            path.write_bytes(_small_enough(image, most))
            made.append(path)
    finally:
        document.close()
    return made


def _small_enough(image: Any, most: int | None) -> bytes:
    """Code a picture below a size: first coarser, then smaller, never below what can be read."""
    quality = 85
    while True:
        kept = io.BytesIO()
        image.convert("RGB").save(kept, "JPEG", quality=quality)
        if most is None or kept.tell() <= most:
            return kept.getvalue()
        if quality > 55:
            quality -= 10
        elif max(image.size) > _LEAST_PIXELS * 1.25:
            image = image.resize((round(image.width * 0.8), round(image.height * 0.8)))
        else:
            return kept.getvalue()
