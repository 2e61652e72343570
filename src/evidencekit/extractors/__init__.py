"""Readers: source file -> text, tables, barcodes, facts; each sees what the ones before it read."""

from evidencekit.extractors.barcode import BarcodeReader
from evidencekit.extractors.documents import DocumentReader
from evidencekit.extractors.email import EmailReader
from evidencekit.extractors.invoices.einvoice import EInvoiceReader
from evidencekit.extractors.invoices.printed import InvoiceReader
from evidencekit.extractors.numbers import NumberReader
from evidencekit.extractors.ocr import OcrReader
from evidencekit.extractors.ofd import OfdReader
from evidencekit.extractors.office import OfficeReader
from evidencekit.extractors.photo import PhotoReader
from evidencekit.extractors.sheets import SheetReader
from evidencekit.extractors.tables import TableReader
from evidencekit.extractors.text import PdfTextReader, PlainTextReader
from evidencekit.extractors.tracking.reader import TrackingReader
from evidencekit.ports import Extractor
from evidencekit.recognizers import BUILTIN as RECOGNIZERS

BUILTIN: tuple[Extractor, ...] = (
    PdfTextReader(),
    PlainTextReader(),
    OfficeReader(),
    OfdReader(),
    SheetReader(),
    EmailReader(),
    PhotoReader(),
    BarcodeReader(),
    OcrReader(RECOGNIZERS),
    EInvoiceReader(),
    NumberReader(),
    DocumentReader(),
    InvoiceReader(),
    TableReader(),
    TrackingReader(),
)
