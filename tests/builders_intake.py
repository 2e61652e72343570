"""Evidence made in memory, for the tests of intake, pictures and readers."""

import io
import random
import struct
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pikepdf
import zxingcpp
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from evidencekit.compound import Folder
from evidencekit.desk import Desk, open_desk
from evidencekit.extractors import BUILTIN
from evidencekit.model.evidence import Reading, SourceFile
from evidencekit.model.finding import Finding
from evidencekit.steps.examine import examine
from evidencekit.steps.intake import collect, open_case


def noise(size: tuple[int, int]) -> Image.Image:
    """Return grey noise, the same at every run."""
    return Image.frombytes("L", size, random.Random(7).randbytes(size[0] * size[1]))


def taken_in(folder: Path, desk: Desk) -> tuple[dict[str, SourceFile], tuple[Finding, ...]]:
    """Open and collect a folder; the files by path."""
    sources, findings = collect(open_case(folder), desk, ())
    return {s.path: s for s in sources}, findings


def read(folder: Path) -> dict[str, Reading]:
    """Collect and examine a folder with the built-in readers; the readings by path."""
    with open_desk() as desk:
        sources, _ = collect(open_case(folder), desk, ())
        return {r.source.path: r for r in examine(sources, desk, lambda: BUILTIN)}


def codes(findings: tuple[Finding, ...]) -> dict[str, str]:
    """Return the findings' codes by subject."""
    return {f.subject: f.code for f in findings}


def coded(image: Image.Image, form: str = "JPEG", **how: object) -> bytes:
    """Code a picture."""
    kept = io.BytesIO()
    image.save(kept, form, **how)
    return kept.getvalue()


def corners(size: tuple[int, int] = (80, 40)) -> Image.Image:
    """Draw a white picture whose upper left quarter is red."""
    image = Image.new("RGB", size, "white")
    image.paste((220, 20, 20), (0, 0, size[0] // 2, size[1] // 2))
    return image


def label(text: str = "1Z999AA10123456784", *, scale: int = 3) -> Image.Image:
    """Draw a Code 128 with a quiet zone."""
    import numpy as np

    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    bars = Image.fromarray(np.array(zxingcpp.write_barcode_to_image(symbol, scale=scale))).convert("L")
    paper = Image.new("L", (bars.width + 80, bars.height + 80), 255)
    paper.paste(bars, (40, 40))
    return paper


def pdf(*pages: str) -> bytes:
    """Make a PDF with one line of text a page; an empty string makes a page without text."""
    kept = io.BytesIO()
    canvas = Canvas(kept, invariant=1)
    for text in pages:
        if text:
            canvas.drawString(72, 700, text)
        else:
            canvas.rect(72, 600, 100, 100)
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


def locked_pdf(*, user: str, owner: str) -> bytes:
    """Make a PDF with passwords."""
    kept = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("Invoice 17"))) as document:
        document.save(kept, encryption=pikepdf.Encryption(user=user, owner=owner))
    return kept.getvalue()


def zipped(*entries: tuple[str, bytes]) -> bytes:
    """Make a ZIP of (name, content)."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return kept.getvalue()


def docx(body: str, *, header: str = "") -> bytes:
    """Make the least DOCX that says something."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    return zipped(
        ("[Content_Types].xml", b"<Types/>"),
        (
            "word/document.xml",
            f"<w:document {space}><w:body>{paragraph.format(body)}</w:body></w:document>".encode(),
        ),
        ("word/header1.xml", f"<w:hdr {space}>{paragraph.format(header)}</w:hdr>".encode()),
    )


def mail(body: str = "The parcel arrived crushed.") -> EmailMessage:
    """Make a message with headers."""
    message = EmailMessage()
    message["From"] = "Jürgen Krämer <jk@shop.example>"
    message["To"] = "claims@carrier.example"
    message["Subject"] = "Damage to 1Z999AA10123456784"
    message["Date"] = "Thu, 10 Sep 2026 16:20:00 +0200"
    message.set_content(body)
    return message


def outlook_message(
    subject: str,
    *,
    sender: tuple[str, str] = ("Dana Okafor", "dana@shop.example"),
    attached: tuple[str, bytes] | None = None,
    inside: tuple[str, Folder] | None = None,
    html: bytes | None = None,
    rtf: bytes | None = None,
) -> Folder:
    """Make an Outlook message as the folder of a compound file, with a file or another message attached."""
    texts = {0x001A: "IPM.Note", 0x0037: subject, 0x0C1A: sender[0], 0x0C1F: sender[1], 0x1000: "Words."}
    folders = []
    if attached is not None:
        folders.append(_outlook_attachment(0, {0x3707: attached[0]}, {0x3701: attached[1]}, 1))
    if inside is not None:
        name, message = inside
        streams = tuple((n, c[:24] + c[32:] if n == _PROPERTIES else c) for n, c in message.streams)
        inner = Folder("__substg1.0_3701000D", streams, message.folders)
        outer = _outlook_attachment(0, {0x3001: name}, {}, 5)
        folders.append(Folder(outer.name, outer.streams, (inner,)))
    header = bytes(8) + struct.pack("<4I", 0, len(folders), 0, len(folders)) + bytes(8)
    contents = {code: c for code, c in ((0x1013, html), (0x1009, rtf)) if c is not None}
    if rtf is not None:
        del texts[0x1000]
    return Folder("", _outlook_properties(header, texts, contents, {}), tuple(folders))


def winmail(*attributes: tuple[int, bytes]) -> bytes:
    """Make a `winmail.dat` of attributes by their names."""
    made = struct.pack("<IH", 0x223E9F78, 1)
    for name, content in attributes:
        made += (
            struct.pack("<BII", 1, name, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)
        )
    return made


def packed_rtf(text: bytes) -> bytes:
    """Pack RTF as Outlook does, without looking for what repeats itself."""
    runs = b"".join(b"\0" + text[n : n + 8] for n in range(0, len(text), 8))
    return struct.pack("<4I", len(runs) + 12, len(text), 0x75465A4C, 0) + runs


_PROPERTIES = "__properties_version1.0"


def _outlook_attachment(
    number: int, texts: dict[int, str], contents: dict[int, bytes], method: int
) -> Folder:
    streams = _outlook_properties(bytes(8), texts, contents, {0x3705: method})
    return Folder(f"__attach_version1.0_#{number:08X}", streams)


def _outlook_properties(
    header: bytes, texts: dict[int, str], contents: dict[int, bytes], numbers: dict[int, int]
) -> tuple[tuple[str, bytes], ...]:
    """Lay out properties: numbers in the table, texts and bytes in streams that the table gives the length of."""
    table, streams = header, []
    for code, number in numbers.items():
        table += struct.pack("<IIQ", code << 16 | 0x0003, 6, number)
    for code, text in texts.items():
        content = text.encode("utf-16-le")
        table += struct.pack("<IIII", code << 16 | 0x001F, 6, len(content) + 2, 0)
        streams.append((f"__substg1.0_{code:04X}001F", content))
    for code, content in contents.items():
        table += struct.pack("<IIII", code << 16 | 0x0102, 6, len(content), 0)
        streams.append((f"__substg1.0_{code:04X}0102", content))
    return ((_PROPERTIES, table), *streams)
