"""Pictures, one on a page, coded as they are."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.mergepolicy import takes
from evidencekit.model.evidence import Exhibit, SourceFile
from evidencekit.model.seen import SeenPage
from evidencekit.model.vocabulary import Kind
from evidencekit.paper.geometry import Box
from evidencekit.paper.photo import picture_page
from evidencekit.paper.textlayer import TextLayer
from evidencekit.pictures import UnreadablePictureError, frame_pictures, open_picture
from evidencekit.ports import Pages


@dataclass(frozen=True, slots=True)
class ImageConverter:
    """Uses the page picture that was made when the file was first opened."""

    name: str = "image"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def converts(self, source: SourceFile) -> bool:
        """Every picture format that can be opened."""
        return takes(self.name, source.media_type)

    def convert(self, exhibit: Exhibit, desk: Desk) -> Pages:
        """Put the picture on a page with its caption; a TIFF gets a page for each of its own."""
        try:
            picture = open_picture(exhibit.source, desk)
        except UnreadablePictureError as reason:
            raise ConversionError(str(reason)) from reason
        jpegs: tuple[Path, ...] = (picture.jpeg,)
        if picture.format == "TIFF" and picture.frames > 1:
            jpegs = frame_pictures(exhibit.source, desk)
        made = desk.path(exhibit.source, "pages.pdf")
        count, places = picture_page(exhibit, jpegs, (picture.width, picture.height), made, desk.language)
        treatment = "picture on a page"
        if exhibit.reading.seen:
            _lay_words(exhibit.reading.seen, places, made)
            treatment += ", its words made searchable"
        return Pages(made, count, treatment, captioned=exhibit.kind is Kind.PHOTO)


def _lay_words(seen: tuple[SeenPage, ...], places: tuple[tuple[int, Box], ...], made: Path) -> None:
    """Lay the words that OCR saw over the pictures in which they stand."""
    import pikepdf

    with pikepdf.open(made, allow_overwriting_input=True) as pdf:
        layer = TextLayer(pdf, seen)
        for read in seen:
            if read.page <= len(places):
                number, box = places[read.page - 1]
                layer.lay(pdf.pages[number - 1], read, partial(_within, box))
        pdf.save(made, deterministic_id=True)


def _within(box: Box, x: float, y: float) -> tuple[float, float]:
    left, bottom, right, top = box
    return left + x * (right - left), top - y * (top - bottom)
