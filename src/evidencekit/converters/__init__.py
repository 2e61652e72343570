"""Converters: exhibit -> PDF pages; the first that takes the media type converts it."""

from evidencekit.converters.email import EmailConverter
from evidencekit.converters.image import ImageConverter
from evidencekit.converters.office import OfficeConverter, WordConverter
from evidencekit.converters.pdf import PdfConverter
from evidencekit.converters.sheet import SheetConverter
from evidencekit.converters.text import TextConverter
from evidencekit.ports import Converter

BUILTIN: tuple[Converter, ...] = (
    PdfConverter(),
    ImageConverter(),
    SheetConverter(),
    EmailConverter(),
    WordConverter(),
    OfficeConverter(),
    TextConverter(),
)
