"""Evidence that acts, brings files along or fetches: nothing of that is in what is made of it, wherever it was hidden."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name

from builders_bundle import bundle, exhibit, paged, write_pdf
from evidencekit.converters.pdf import PdfConverter
from evidencekit.desk import Desk

_BOX = {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 9, 9])}
_BLACK = b"0 g 0 0 9 9 re f"


def _program(pdf: pikepdf.Pdf) -> Any:
    """Return the name of a file inside a PDF that is a program."""
    made = pdf.make_stream(b"MZ evil")
    made.Type = Name.EmbeddedFile
    return pdf.make_indirect(
        Dictionary(Type=Name.Filespec, F="evil.exe", UF="evil.exe", EF=Dictionary(F=made))
    )


def _script(word: str = "evil") -> Any:
    return Dictionary(S=Name.JavaScript, JS=word)


def _form(pdf: pikepdf.Pdf, **more: Any) -> Any:
    made = pdf.make_stream(_BLACK)
    for key, value in (_BOX | {f"/{k}": v for k, v in more.items()}).items():
        made[key] = value
    return made


def _drawn(pdf: pikepdf.Pdf, page: pikepdf.Page, form: Any) -> None:
    page.obj.Resources.XObject = Dictionary(X=form)
    page.contents_add(b"q 20 0 0 20 100 300 cm /X Do Q")


def _brings_a_file(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    _drawn(pdf, page, _form(pdf, AF=Array([_program(pdf)])))


def _brings_one_in_properties(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    page.obj.Resources.Properties = Dictionary(P=Dictionary(AF=Array([_program(pdf)]), A=_script()))


def _brings_one_with_a_stamp(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    look = _form(
        pdf,
        AF=_program(pdf),
        Ref=Dictionary(F="evil.pdf", Page=0),
        OPI=Dictionary({"/1.3": Dictionary(F="evil.tif")}),
    )
    rect, popup = (
        Array([9, 9, 50, 50]),
        Dictionary(Type=Name.Annot, Subtype=Name.Popup, Rect=Array([0, 0, 9, 9])),
    )
    popup.AA = Dictionary(O=_script())
    stamp = Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, Rect=rect, AP=Dictionary(N=look), Popup=pdf.make_indirect(popup)
    )
    page.obj.Annots = Array([pdf.make_indirect(stamp)])


def _presents_itself(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    page.obj.PresSteps = Dictionary(
        Type=Name.NavNode, NA=_script(), Next=pdf.make_indirect(Dictionary(PA=_script()))
    )


def _jumps_to_programs(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    steps = (
        Dictionary(S=Name.URI, URI="javascript:evil"), Dictionary(S=Name.URI, URI="file:///evil"), Dictionary(S=Name.Launch, F="evil.exe"),
        Dictionary(S=Name.GoToE, T=Dictionary(R=Name.C, N="evil")), Dictionary(S=Name.Thread, F="evil.pdf", D=0),
        Dictionary(S=Name.GoTo, D=Array([page.obj, Name.Fit]), Next=Array([_script()])),
    )  # fmt: skip
    page.obj.Annots = Array([
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=step) for step in steps
    ])  # fmt: skip


def _plays(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    rect = Array([0, 0, 9, 9])
    page.obj.Annots = Array([
        Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=rect, RichMediaContent=Dictionary(Assets=Dictionary(Names=Array(["evil", _program(pdf)])))),
        Dictionary(Type=Name.Annot, Subtype=Name.Movie, Rect=rect, Movie=Dictionary(F="evil.avi"), A=True),
        Dictionary(Type=Name.Annot, Subtype=Name.Screen, Rect=rect, A=Dictionary(S=Name.Rendition, JS="evil", OP=0)),
    ])  # fmt: skip


def _asks_of_the_reader(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    del page
    pdf.Root.Requirements = Array(
        [Dictionary(S=Name.EnableJavaScripts, RH=Dictionary(S=Name.JS, Script="evil"))]
    )
    pdf.Root.Outlines = pdf.make_indirect(
        Dictionary(First=pdf.make_indirect(Dictionary(Title="x", A=_script())), Count=1)
    )


def _drawn_elsewhere(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    _drawn(
        pdf,
        page,
        _form(
            pdf,
            F=Dictionary(Type=Name.Filespec, FS=Name.URL, F="http://evil.example/x"),
            FFilter=Name.FlateDecode,
        ),
    )


def _photographed_elsewhere(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    black = pdf.make_stream(b"\0")
    for key, value in {
        "Subtype": Name.Image,
        "Width": 1,
        "Height": 1,
        "BitsPerComponent": 8,
        "ColorSpace": Name.DeviceGray,
    }.items():
        black[f"/{key}"] = value
    black.F, black.Alternates = "http://evil.example/x", Array([Dictionary(Image=_form(pdf, F="evil.raw"))])
    _drawn(pdf, page, black)


_HIDINGS = (
    _brings_a_file, _brings_one_in_properties, _brings_one_with_a_stamp, _presents_itself, _jumps_to_programs, _plays, _asks_of_the_reader,
    _drawn_elsewhere, _photographed_elsewhere,
)  # fmt: skip


def _with(hide: Callable[[pikepdf.Pdf, pikepdf.Page], None], path: Path, *, spelled: bool = False) -> Path:
    """Write a PDF in which something is hidden; `spelled` writes its names in numbers, as any PDF may."""
    write_pdf(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        hide(pdf, pdf.pages[0])
        mode = pikepdf.ObjectStreamMode.disable if spelled else pikepdf.ObjectStreamMode.generate
        pdf.save(path, object_stream_mode=mode, compress_streams=not spelled)
    if spelled:
        path.write_bytes(
            path.read_bytes().replace(b"/AF ", b"/#41#46 ").replace(b"/JavaScript", b"/Java#53cript")
        )
    return path


def _flat(path: Path) -> bytes:
    made = io.BytesIO()
    with pikepdf.open(path) as pdf:
        pdf.save(
            made,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return made.getvalue()


def _darkest(path: Path, page: int) -> int:
    """Return how dark the place is at which `_drawn` draws."""
    document = pypdfium2.PdfDocument(path)
    try:
        seen = document[page].render(scale=1).to_pil().convert("L").crop((100, 842 - 480, 280, 842 - 300))
        return int(seen.getextrema()[0])
    finally:
        document.close()


@pytest.mark.parametrize("hide", _HIDINGS, ids=lambda each: each.__name__.strip("_"))
def test_nothing_hidden_in_evidence_is_made_part_of_a_bundle(
    tmp_path: Path, hide: Callable[[pikepdf.Pdf, pikepdf.Page], None]
) -> None:
    """Neither in the exhibit's own pages, which some portals get as a file, nor in the merged PDF, even where no converter was asked."""
    raw = paged(_with(hide, tmp_path / "paper.pdf"), "A")
    pages = PdfConverter().convert(raw.exhibit, Desk(tmp_path)).pdf

    for made in (pages, bundle(tmp_path, [raw]).pdf):
        flat = _flat(made)
        for word in (b"evil", b"JavaScript", b"Launch", b"EmbeddedFile", b"Filespec", b"GoToE"):
            assert word not in flat, (made.name, word)


def test_names_written_in_numbers_hide_nothing(tmp_path: Path) -> None:
    def hide(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        _brings_a_file(pdf, page)
        _presents_itself(pdf, page)

    path = _with(hide, tmp_path / "paper.pdf", spelled=True)
    assert b"/#41#46 " in path.read_bytes()

    assert b"evil" not in _flat(bundle(tmp_path, [paged(path, "A")]).pdf)


def test_what_is_shown_and_what_a_reader_clicks_stays(tmp_path: Path) -> None:
    """A form that brings a program is drawn without it; fonts called as actions are stay fonts; web links and jumps lead on."""

    def hide(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
        _brings_a_file(pdf, page)
        fonts = page.obj.Resources.Font
        font = next(iter(fonts.values()))
        fonts.AA, fonts.AF, fonts.JS = font, font, font
        page.contents_add(b"BT /AA 12 Tf 72 600 Td (known by another name) Tj ET")
        web = Dictionary(S=Name.URI, URI="https://carrier.example/track")
        page.obj.Annots = Array(
            [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=web)]
        )

    raw = paged(_with(hide, tmp_path / "paper.pdf"), "A")
    pages = PdfConverter().convert(raw.exhibit, Desk(tmp_path)).pdf
    made = bundle(tmp_path, [replace(raw, pdf=pages)])

    assert _darkest(pages, 0) == 0
    assert b"https://carrier.example/track" in _flat(made.pdf)
    with pikepdf.open(made.pdf) as pdf:
        fonts = next(p.obj.Resources.Font for p in pdf.pages if "/AF" in p.obj.Resources.get("/Font", {}))
        assert {"/AA", "/AF", "/JS"} <= set(fonts.keys())


def test_parts_that_lie_elsewhere_are_empty_and_told(tmp_path: Path) -> None:
    for hide in (_drawn_elsewhere, _photographed_elsewhere):
        made = PdfConverter().convert(exhibit(_with(hide, tmp_path / "paper.pdf"), "A"), Desk(tmp_path))

        assert [f.code for f in made.findings] == ["fetched-parts"]
        assert "http://evil.example/x" in made.findings[0].message
        assert _darkest(made.pdf, 0) == 255


def test_a_file_hidden_in_a_page_is_told(tmp_path: Path) -> None:
    made = PdfConverter().convert(exhibit(_with(_brings_a_file, tmp_path / "paper.pdf"), "A"), Desk(tmp_path))

    assert [(f.code, "evil.exe" in f.message) for f in made.findings] == [("hidden-files", True)]
