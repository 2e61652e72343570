"""Pictures, one on a page, coded as they are."""

from dataclasses import dataclass
from pathlib import Path

from evidencekit.desk import Desk
from evidencekit.errors import ConversionError
from evidencekit.model.evidence import Exhibit, SourceFile
from evidencekit.model.vocabulary import Kind
from evidencekit.paper.photo import picture_page
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
        return source.media_type.startswith("image/") and source.media_type != "image/svg+xml"

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
        count = picture_page(exhibit, jpegs, (picture.width, picture.height), made)
        return Pages(made, count, "picture on a page", captioned=exhibit.kind is Kind.PHOTO)
