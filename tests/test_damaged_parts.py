"""A PDF that opens, and of which a page comes out blank, half or garbled, is told; what is only written oddly is not."""

import base64
import io
import zlib
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from builders_intake import coded, noise, pdf
from evidencekit import build
from evidencekit.damagedparts import damaged_parts

_NAME = pikepdf.Name
_LINES = b"BT /F1 12 Tf 72 700 Td " + b"".join(b"(line %d) Tj T* " % n for n in range(200)) + b"ET"
_PACKED = zlib.compress(_LINES)
_JPEG = coded(noise((160, 120)))
_THUMBNAIL = b"\xff\xe1\x00\x12" + _JPEG[:14] + b"\xff\xd9"
_OPEN = zlib.compressobj()
_NEVER_CLOSED = _OPEN.compress(_LINES) + _OPEN.flush(zlib.Z_SYNC_FLUSH)


def _opened() -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf("One", "Two")))


def _content(raw: bytes, *filters: str) -> pikepdf.Pdf:
    document = _opened()
    stream = document.make_stream(b"")
    stream.write(raw, filter=pikepdf.Array([_NAME(f"/{each}") for each in filters]))
    document.pages[1].obj.Contents = stream
    return document


def _picture(raw: bytes, *filters: str, inside: bool = False, drawn: bool = True, **more: Any) -> pikepdf.Pdf:
    document = _opened()
    picture = document.make_stream(
        b"", Type=_NAME.XObject, Subtype=_NAME.Image, Width=160, Height=120, BitsPerComponent=8,
        ColorSpace=_NAME.DeviceRGB, **more,
    )  # fmt: skip
    picture.write(raw, filter=pikepdf.Array([_NAME(f"/{each}") for each in filters]))
    if inside:
        form = document.make_stream(b"/I#20m Do")
        form.Type, form.Subtype, form.BBox = _NAME.XObject, _NAME.Form, pikepdf.Array([0, 0, 600, 800])
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary({"/I m": picture}))
        picture = form
    # All pages share what they may draw; only the second draws it.
    for page in document.pages:
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture))
    if drawn:
        document.pages[1].contents_add(b"q 500 0 0 700 50 50 cm /I Do Q")
    return document


def _jpx() -> bytes:
    return coded(noise((160, 120)), "JPEG2000")


def _spoilt(raw: bytes) -> bytes:
    middle = len(raw) // 2
    return raw[:middle] + bytes([raw[middle] ^ 0x5A]) + raw[middle + 1 :]


@pytest.mark.parametrize(
    ("document", "part"),
    [
        pytest.param(lambda: _content(_spoilt(_PACKED), "FlateDecode"), "content", id="a byte"),
        pytest.param(lambda: _content(b"\x78\x9c\x00garbage", "FlateDecode"), "content", id="no content"),
        pytest.param(lambda: _content(_PACKED[:200], "FlateDecode"), "content", id="content cut"),
        pytest.param(
            lambda: _content(_PACKED[:-1] + bytes([_PACKED[-1] ^ 1]), "FlateDecode"), "content", id="checksum"
        ),
        pytest.param(
            lambda: _content(base64.a85encode(_spoilt(_PACKED)) + b"~>", "ASCII85Decode", "FlateDecode"),
            "content",
            id="as letters",
        ),
        pytest.param(lambda: _picture(_JPEG[: len(_JPEG) // 3], "DCTDecode"), "picture", id="JPEG cut"),
        pytest.param(
            lambda: _picture(_JPEG[:2] + _THUMBNAIL + _JPEG[2:6_000], "DCTDecode"), "picture", id="thumbnail"
        ),
        pytest.param(lambda: _picture(_JPEG[:300], "DCTDecode"), "picture", id="only its head"),
        pytest.param(lambda: _picture(b"\x89PNG" + _JPEG[4:], "DCTDecode"), "picture", id="no JPEG"),
        pytest.param(lambda: _picture(b"", "DCTDecode"), "picture", id="nothing"),
        pytest.param(
            lambda: _picture(_JPEG[: len(_JPEG) // 3], "DCTDecode", inside=True), "picture", id="in a form"
        ),
        pytest.param(
            lambda: _picture(zlib.compress(_JPEG[:3_000]), "FlateDecode", "DCTDecode"), "picture", id="twice"
        ),
        pytest.param(lambda: _picture(zlib.compress(bytes(57_600))[:40], "FlateDecode"), "picture", id="raw"),
        pytest.param(lambda: _picture(b"not a picture", "JPXDecode"), "picture", id="no JPX"),
        pytest.param(lambda: _picture(_jpx()[: len(_jpx()) // 3], "JPXDecode"), "picture", id="JPX cut"),
    ],
)
def test_the_page_is_named_and_what_of_it_is_damaged(document: Any, part: str) -> None:
    with document() as opened:
        assert list(damaged_parts(opened)) == [(2, part)]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(_opened, id="plain"),
        pytest.param(lambda: _content(_PACKED, "FlateDecode"), id="packed"),
        pytest.param(lambda: _content(_PACKED + b"\r\n", "FlateDecode"), id="something behind"),
        pytest.param(lambda: _content(_PACKED[:-4], "FlateDecode"), id="no checksum"),
        pytest.param(lambda: _content(_NEVER_CLOSED, "FlateDecode"), id="never closed"),
        pytest.param(lambda: _content(b"", "FlateDecode"), id="nothing"),
        pytest.param(lambda: _picture(_JPEG, "DCTDecode", inside=True), id="JPEG"),
        pytest.param(lambda: _picture(_JPEG[:-2], "DCTDecode"), id="no mark of its end"),
        pytest.param(lambda: _picture(b"\r\n" + _JPEG + bytes(5_000), "DCTDecode"), id="JPEG among filling"),
        pytest.param(lambda: _picture(_jpx(), "JPXDecode"), id="JPX"),
        pytest.param(lambda: _picture(b"cut", "DCTDecode", drawn=False), id="shown on no page"),
        pytest.param(lambda: _picture(b"\x00\x10", "CCITTFaxDecode"), id="fax"),
    ],
)
def test_what_is_whole_is_not_called_damaged(document: Any) -> None:
    with document() as opened:
        assert list(damaged_parts(opened)) == []


def test_it_is_a_finding_of_the_build(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    _picture(_JPEG[:3_000], "DCTDecode").save(folder / "scan.pdf")

    (outcome,) = build(
        folder, into=tmp_path / "out", recipients=["generic"], today=date(2026, 10, 20), draft=True
    )

    (finding,) = [f for f in outcome.findings if f.code == "damaged-page"]
    assert finding.message.startswith("scan.pdf, page 2: a picture there is damaged or cut off")
