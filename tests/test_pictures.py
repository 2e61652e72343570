"""Pictures: opened once, upright, in sRGB, on white, without what nobody should see."""

import io
import struct
import zlib
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256

import pytest
from PIL import Image, ImageCms

from builders_intake import coded, corners, noise
from evidencekit.desk import Desk, open_desk
from evidencekit.jpegs import without_metadata
from evidencekit.model.evidence import SourceFile
from evidencekit.pictures import (
    PAGE_PIXELS,
    Picture,
    UnreadablePictureError,
    frame_pictures,
    open_picture,
    pixels,
)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as cleared:
        yield cleared


def _source(content: bytes, desk: Desk) -> SourceFile:
    location = desk.folder("evidence") / sha256(content).hexdigest()
    location.write_bytes(content)
    return SourceFile(location.name, location, location.name, len(content), "image/x")


def _opened(content: bytes, desk: Desk) -> tuple[Picture, Image.Image]:
    picture = open_picture(_source(content, desk), desk)
    return picture, Image.open(picture.jpeg).convert("RGB")


def _red(image: Image.Image, at: tuple[float, float]) -> bool:
    pixel = image.getpixel((int(image.width * at[0]), int(image.height * at[1])))
    assert isinstance(pixel, tuple)
    return pixel[0] > 150 and pixel[1] < 110


@pytest.mark.parametrize("turn", range(1, 9))
def test_every_exif_orientation_ends_upright(desk: Desk, turn: int) -> None:
    """The red corner is upper left, whichever way the camera was held."""
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # Transpose members that undo each orientation
    seen = corners()
    stored = seen if turn == 1 else seen.transpose(Image.Transpose(back[turn]))
    exif = Image.Exif()
    exif[0x0112] = turn

    picture, page = _opened(coded(stored, exif=exif, quality=95), desk)

    assert (picture.width, picture.height) == page.size == (80, 40)
    assert _red(page, (0.2, 0.2))
    assert not any(_red(page, at) for at in ((0.8, 0.2), (0.2, 0.8), (0.8, 0.8)))


@pytest.mark.parametrize("turn", [0, 9, 4711])
def test_an_orientation_that_does_not_exist_turns_nothing(desk: Desk, turn: int) -> None:
    """Some phones write 0."""
    exif = Image.Exif()
    exif[0x0112] = turn

    picture, page = _opened(coded(corners(), exif=exif), desk)

    assert (picture.width, picture.height) == page.size == (80, 40)
    assert _red(page, (0.2, 0.2))


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF", "TIFF", "GIF", "BMP", "JPEG2000"])
def test_every_format_gives_a_page_picture_and_a_thumbnail(desk: Desk, form: str) -> None:
    """The red corner is where it was."""
    picture, page = _opened(coded(corners((800, 400)), form), desk)

    assert picture.format == form
    assert page.size == (800, 400)
    assert _red(page, (0.2, 0.2))
    assert not _red(page, (0.8, 0.8))
    with Image.open(picture.thumbnail) as small:
        assert small.size == (320, 160)


def test_heic_is_opened(desk: Desk) -> None:
    """As phones write it."""
    heif = pytest.importorskip("pillow_heif", reason="pillow-heif, which makes HEIC files, is not installed")
    kept = io.BytesIO()
    heif.from_pillow(corners((640, 320))).save(kept, quality=80)

    picture, page = _opened(kept.getvalue(), desk)

    assert (picture.format, page.size) == ("HEIF", (640, 320))
    assert _red(page, (0.2, 0.2))


def test_what_is_transparent_lies_on_white(desk: Desk) -> None:
    """Never on black; palettes with a transparent entry too."""
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    palette = Image.new("P", (40, 40), 0)
    palette.putpalette([0, 0, 0, 255, 0, 0])

    for content in (coded(clear, "PNG"), coded(palette, "PNG", transparency=0)):
        _, page = _opened(content, desk)
        assert page.getpixel((20, 20)) == (255, 255, 255)


def test_sixteen_bits_are_scaled_not_cut(desk: Desk) -> None:
    """Half of the range is middle grey, not white; one single value neither."""
    for high in (65535, 32768):
        deep = Image.new("I;16", (40, 40), 32768)
        deep.putpixel((0, 0), high)
        _, page = _opened(coded(deep, "PNG"), desk)
        assert page.getpixel((30, 30)) == (127, 127, 127)


DEEP = (
    "/0//UQAvAAAAAAAQAAAAEAAAAAAAAAAAAAAAEAAAABAAAAAAAAAAAAADDwEBDwEBDwEB/1IADAAAAAEBBAQEAAH/XAAQQICIiJCIiJCIiJCIiJD/kAAKAAAAAACR"
    "AAH/k8D+QMAFyr+A3/iQGAMet6P/BgIAAC7/f4Cn/iQGBsK/of9BgYALOAGMjZWAo/8GAwAMF8FQer+g/2ABgAN+YYt9qbT/bzSTX4Ch/0GCgADP1V0zua6c/3+g"
    "f4EwPaYvGVNgBHeEkqgL5JeSh5KkD4Cg/2ABwD5ioq+bgwL6+mefZYjQ/9k="
)
"""A JPEG 2000 of 16 x 16 pixels with 16 bits a colour, without loss: red above, white below."""


def _said_to_be_deep(image: Image.Image) -> bytes:
    """Code a JPEG 2000 with loss, and say that it has 16 bits a colour: its steps are so much larger then."""
    whole = bytearray(coded(image, "JPEG2000", irreversible=True, quality_mode="dB", quality_layers=[30]))
    depths = whole.index(b"\xff\x4f\xff\x51") + 42
    whole[depths : depths + 9 : 3] = b"\x0f" * 3
    return bytes(whole)


def test_white_stays_white_in_a_deep_jpeg_2000(desk: Desk) -> None:
    """With and without loss; what is black stays so as well."""
    paper = Image.new("RGB", (80, 40), "black")
    paper.paste("white", (0, 0, 40, 20))

    lossless = _opened(b64decode(DEEP), desk)[1]
    lossy = _opened(_said_to_be_deep(paper), desk)[1]

    assert _red(lossless, (0.5, 0.05))
    assert lossless.convert("L").getpixel((8, 15)) == pytest.approx(255, abs=12)
    grey = lossy.convert("L")
    assert [grey.getpixel((x, 5)) for x in range(0, 36, 4)] == pytest.approx([255] * 9, abs=12)
    assert grey.getpixel((70, 30)) == pytest.approx(0, abs=12)


@pytest.mark.parametrize(
    ("form", "how"),
    [
        ("TIFF", {"dpi": (204, 98)}),
        ("PNG", {"dpi": (200, 100)}),
        ("JPEG", {"dpi": (200, 100)}),
    ],
)
def test_pixels_that_are_not_square_are_shown_in_their_shape(
    desk: Desk, form: str, how: dict[str, object]
) -> None:
    """A circle of a fax is no ellipse on the page; the picture still has the pixels that it has."""
    picture, page = _opened(coded(corners((800, 300)), form, **how), desk)

    assert (picture.width, picture.height) == (800, 300)
    assert page.size == (800, 624 if form == "TIFF" else 600)


@pytest.mark.parametrize("dpi", [(72, 72), (204, 201), (300, 1)])
def test_a_resolution_that_nobody_sees_or_believes_changes_nothing(desk: Desk, dpi: tuple[int, int]) -> None:
    """Some programs write nonsense."""
    assert _opened(coded(corners((80, 40)), "TIFF", dpi=dpi), desk)[1].size == (80, 40)


def test_every_page_of_a_fax_has_its_shape(desk: Desk) -> None:
    """Not the first one alone."""
    source = _source(coded(corners(), "TIFF", save_all=True, dpi=(204, 98), append_images=[corners()]), desk)

    assert [Image.open(p).convert("RGB").size for p in frame_pictures(source, desk)] == [(80, 83), (80, 83)]


def test_cmyk_becomes_rgb(desk: Desk) -> None:
    """Cyan ink is cyan, in a TIFF and in Adobe's inverted JPEG."""
    cyan = Image.new("CMYK", (40, 40), (255, 0, 0, 0))

    for form in ("TIFF", "JPEG"):
        red, green, blue = _opened(coded(cyan, form), desk)[1].getpixel((20, 20))  # type: ignore[misc]
        assert red < 60
        assert min(green, blue) > 200


def test_another_colour_profile_is_turned_into_srgb(desk: Desk) -> None:
    """The numbers change so that the colour does not; a broken profile changes nothing."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    grey = Image.new("LAB", (40, 40), (128, 128, 128))

    _, page = _opened(coded(grey, "TIFF", icc_profile=lab), desk)
    _, plain = _opened(coded(corners(), icc_profile=b"no profile at all"), desk)

    red, green, blue = page.getpixel((20, 20))  # type: ignore[misc]
    assert max(red, green, blue) - min(red, green, blue) < 12
    assert 90 < red < 150
    assert _red(plain, (0.2, 0.2))


def test_a_small_upright_jpeg_keeps_its_coded_pixels_and_loses_the_rest(desk: Desk) -> None:
    """GPS, thumbnails, comments and what is appended stay at home."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "SECRETMAKER"
    content = coded(corners((600, 400)), exif=exif, comment=b"SECRETNOTE", progressive=True) + b"SECRETTAIL"

    picture, _ = _opened(content, desk)

    made = picture.jpeg.read_bytes()
    assert b"SECRET" not in made + picture.thumbnail.read_bytes()
    with Image.open(io.BytesIO(content)) as before, Image.open(picture.jpeg) as after:
        assert before.tobytes() == after.tobytes()
    assert picture.tag("Make") == "SECRETMAKER"


def test_cutting_metadata_survives_nonsense() -> None:
    """Any bytes in, bytes out."""
    whole = coded(corners())
    for content in (b"", b"\xff\xd8", whole[:30], whole[:-2], b"\xff\xd8" + b"\xff\xe1\x00\x00" * 50):
        assert without_metadata(content).endswith(b"\xff\xd9")


def test_a_large_photo_is_scaled_to_the_page(desk: Desk) -> None:
    """The size told is the original's."""
    picture, page = _opened(coded(corners((4000, 3000))), desk)

    assert (picture.width, picture.height) == (4000, 3000)
    assert PAGE_PIXELS * 0.9 < max(page.size) <= PAGE_PIXELS
    assert page.width * 3 == page.height * 4


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_cut_off_picture_shows_what_is_there(desk: Desk, form: str) -> None:
    """And says that it is damaged."""
    whole = coded(noise((400, 400)).convert("RGB"), form)

    picture, page = _opened(whole[: len(whole) // 2], desk)

    assert picture.trouble is not None
    assert page.size == (400, 400)


def _bomb() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    size = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size)
        + chunk(b"IDAT", zlib.compress(bytes(99)))
        + chunk(b"IEND", b"")
    )


def _tiff_packed_as(compression: int) -> bytes:
    """Say of a TIFF that it is packed in another way than it is."""
    whole = bytearray(coded(noise((64, 64)).convert("RGB"), "TIFF", compression="tiff_adobe_deflate"))
    entry = whole.index(struct.pack("<HHI", 259, 3, 1))
    struct.pack_into("<H", whole, entry + 8, compression)
    return bytes(whole)


def _tiff_of_floats() -> bytes:
    """Make a TIFF of one red, one green and one blue number with a point."""
    tags = (
        (256, 4, 1),
        (257, 4, 1),
        (258, 3, 32),
        (259, 3, 1),
        (262, 3, 2),
        (273, 4, 8),
        (277, 3, 3),
        (279, 4, 12),
        (339, 3, 3),
    )
    body = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return struct.pack("<2sHI3fH", b"II", 42, 20, 0.5, 0.5, 0.5, len(tags)) + body + bytes(4)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (_bomb(), "30000 x 30000"),
        (_tiff_packed_as(50001), "a TIFF of a kind that cannot be opened here"),
        (_tiff_of_floats(), "a TIFF of a kind that cannot be opened here"),
        (_tiff_of_floats()[:60], "may be damaged"),
        (b"not a picture", "not a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture"),
    ],
)
def test_what_cannot_be_opened_says_why_every_time(desk: Desk, content: bytes, word: str) -> None:
    """A bomb is refused by its header; formats that need another program are none."""
    source = _source(content, desk)

    for _ in range(2):
        with pytest.raises(UnreadablePictureError, match=word):
            open_picture(source, desk)


def test_each_picture_is_decoded_once(desk: Desk) -> None:
    """The second reader gets what the first one made, even if the file is gone."""
    source = _source(coded(corners()), desk)
    first = open_picture(source, desk)
    seen = pixels(source, desk)
    source.location.unlink()

    assert open_picture(source, desk) is first
    assert pixels(source, desk) is seen


def test_a_desk_without_pages_makes_only_thumbnails() -> None:
    """Reviews need no page pictures."""
    with open_desk(for_pages=False) as desk:
        picture = open_picture(_source(coded(corners((900, 900)), "PNG"), desk), desk)

        assert not picture.jpeg.exists()
        assert picture.thumbnail.is_file()


def test_an_animation_shows_its_first_frame_and_a_tiff_all_its_pages(desk: Desk) -> None:
    """A multi-page TIFF is a document; frames are counted."""
    red, blue = (Image.new("RGB", (50, 40), colour) for colour in ("red", "blue"))
    moving, page = _opened(coded(red, "GIF", save_all=True, append_images=[blue]), desk)
    assert moving.frames == 2
    assert _red(page, (0.5, 0.5))

    source = _source(coded(red, "TIFF", save_all=True, append_images=[blue]), desk)
    assert open_picture(source, desk).frames == 2
    assert [_red(Image.open(p).convert("RGB"), (0.5, 0.5)) for p in frame_pictures(source, desk)] == [
        True,
        False,
    ]


def test_the_same_picture_gives_the_same_bytes() -> None:
    """On two desks."""
    made = []
    for _ in range(2):
        with open_desk() as desk:
            picture, _ = _opened(coded(corners((3000, 2000)), "PNG"), desk)
            made.append((picture.jpeg.read_bytes(), picture.thumbnail.read_bytes()))

    assert made[0] == made[1]


def test_libtiffs_complaints_stay_off_the_terminal(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    """The library writes to the terminal by itself."""
    whole = bytearray(coded(noise((200, 200)), "TIFF", compression="tiff_lzw"))
    whole[60:400] = b"\xff" * 340

    with pytest.raises(UnreadablePictureError, match="damaged"):
        open_picture(_source(bytes(whole), desk), desk)

    assert capfd.readouterr().err == ""
