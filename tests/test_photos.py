"""What is odd about a photo, and which photos are nearly the same."""

import io
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter

from builders_intake import coded, codes, read
from evidencekit import review

_SOFTWARE, _TAKEN, _OFFSET = 0x0131, 0x9003, 0x9011


def _scene(seed: int = 1, size: tuple[int, int] = (1600, 1200)) -> Image.Image:
    """Draw boxes at places that the seed decides, so that two seeds look unlike each other."""
    image = Image.new("RGB", size, (150, 120, 90))
    draw = ImageDraw.Draw(image)
    for number in range(24):
        left = seed * 7919 * (number + 3) % (size[0] - 300)
        top = seed * 104_729 * (number + 5) % (size[1] - 200)
        shade = seed * 31 * (number + 1) % 200 + 30
        draw.rectangle(
            (left, top, left + 280, top + 180), fill=(shade, shade // 2 + 40, 120), outline=(20, 20, 20)
        )
    return image


def _exif(**tags: object) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0110] = "Phone 14"
    for name, value in tags.items():
        if name == "software":
            exif[_SOFTWARE] = value
        elif name in {"taken", "offset"}:
            exif.get_ifd(0x8769)[{"taken": _TAKEN, "offset": _OFFSET}[name]] = value
        else:
            exif.get_ifd(0x8825)[{"gps_day": 29, "gps_time": 7}[name]] = value
    return exif


def _photo(folder: Path, image: Image.Image, name: str = "p.jpg", exif: object = None) -> dict[str, str]:
    (folder / name).write_bytes(coded(image, quality=88, exif=exif or _exif()))
    return codes(read(folder)[name].findings)


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        ("nothing", None),
        ("blurred", "blurred-picture"),
        ("dark", "dark-picture"),
        ("burnt out", "burnt-out-picture"),
        ("small", "small-picture"),
    ],
)
def test_a_photo_that_is_hard_to_see_is_told(tmp_path: Path, harm: str, code: str | None) -> None:
    """As advice: it is still sent."""
    scene = _scene()
    harmed = {
        "nothing": lambda: scene,
        "blurred": lambda: scene.filter(ImageFilter.GaussianBlur(14)),
        "dark": lambda: scene.point([level // 10 for level in range(256)] * 3),
        "burnt out": lambda: _half_white(scene),
        "small": lambda: scene.resize((320, 240)),
    }[harm]()

    assert _photo(tmp_path, harmed) == ({"p.jpg": code} if code else {})


def _half_white(scene: Image.Image) -> Image.Image:
    burnt = scene.copy()
    burnt.paste("white", (0, 0, scene.width, scene.height // 2))
    return burnt


def test_a_page_is_not_judged_as_a_photo(tmp_path: Path) -> None:
    """White paper is not burnt out, and pages look alike to any glance."""
    (tmp_path / "label.png").write_bytes(coded(Image.new("RGB", (900, 1200), "white"), "PNG"))
    (tmp_path / "scan.png").write_bytes(coded(Image.new("RGB", (901, 1200), "white"), "PNG"))

    readings = read(tmp_path)

    assert all(r.findings == () and r.likeness is None for r in readings.values())


def test_a_picture_saved_by_an_editor_is_told(tmp_path: Path) -> None:
    """A phone's own software is none."""
    edited = _photo(tmp_path, _scene(), "edited.jpg", exif=_exif(software="Adobe Photoshop 26.1"))
    plain = _photo(tmp_path, _scene(), "plain.jpg", exif=_exif(software="17.5.1"))

    assert edited == {"edited.jpg": "edited-picture"}
    assert plain == {}


@pytest.mark.parametrize(("seed", "code"), [(1, None), (5, "preview-differs")])
def test_a_preview_of_something_else_is_told(tmp_path: Path, seed: int, code: str | None) -> None:
    """Programs that paint over a photo often leave the small picture in its EXIF as it was."""
    kept = io.BytesIO()
    _scene(seed).resize((160, 120)).save(kept, "JPEG")
    block = _with_preview(kept.getvalue())

    assert _photo(tmp_path, _scene(1), exif=block) == ({"p.jpg": code} if code else {})


def _with_preview(preview: bytes) -> bytes:
    """Make an EXIF block whose second directory is a preview."""
    count = (3).to_bytes(2, "big")
    first = b"MM\x00*" + (8).to_bytes(4, "big") + (0).to_bytes(2, "big") + (14).to_bytes(4, "big")
    start = 14 + 2 + 3 * 12 + 4
    entries = (
        b"\x01\x03\x00\x03" + (1).to_bytes(4, "big") + (6).to_bytes(2, "big") + b"\x00\x00",
        b"\x02\x01\x00\x04" + (1).to_bytes(4, "big") + start.to_bytes(4, "big"),
        b"\x02\x02\x00\x04" + (1).to_bytes(4, "big") + len(preview).to_bytes(4, "big"),
    )
    return b"Exif\x00\x00" + first + count + b"".join(entries) + b"\x00" * 4 + preview


@pytest.mark.parametrize(
    ("taken", "offset", "gps_day", "gps_hour", "told"),
    [
        ("2026:09:10 10:15:00", "+02:00", "2026:09:10", 8, False),
        ("2026:09:10 10:15:00", "+02:00", "2026:09:10", 18, True),
        ("2026:09:10 10:15:00", None, "2026:09:10", 1, False),
        ("2026:09:10 10:15:00", None, "2026:09:12", 8, True),
        ("2026:09:10 10:15:00", None, "nonsense", 8, False),
    ],
)
def test_two_clocks_that_cannot_both_be_right_are_told(
    tmp_path: Path, taken: str, offset: str | None, gps_day: str, gps_hour: int, told: bool
) -> None:
    """The camera's by its zone where it is known, else within what zones can explain; the satellites' in UTC."""
    tags = {"taken": taken, "gps_day": gps_day, "gps_time": (float(gps_hour), 15.0, 0.0)}
    exif = _exif(**tags, **({"offset": offset} if offset else {}))

    found = _photo(tmp_path, _scene(), exif=exif)

    assert found == ({"p.jpg": "two-clocks"} if told else {})


def test_the_zone_is_a_fact_of_its_own(tmp_path: Path) -> None:
    """Windows are counted in local days; a zone says which."""
    (tmp_path / "p.jpg").write_bytes(
        coded(_scene(), exif=_exif(taken="2026:09:10 10:15:00", offset="-07:00"))
    )

    facts = {f.name: f.value for f in read(tmp_path)["p.jpg"].facts}

    assert facts["captured_zone"] == "-07:00"


def _credentials(form: str) -> bytes:
    """Put an empty manifest store where each format keeps it."""
    plain = coded(_scene(), form)
    box = b"\x00\x00\x00\x40jumb\x00\x00\x00\x28jumdc2pa" + b"\x00" * 40
    if form == "JPEG":
        body = b"JP\x00\x01\x00\x00\x00\x01" + box
        return plain[:2] + b"\xff\xeb" + (len(body) + 2).to_bytes(2, "big") + body + plain[2:]
    if form == "PNG":
        import zlib

        chunk = b"caBX" + box
        return (
            plain[:33]
            + len(box).to_bytes(4, "big")
            + chunk
            + zlib.crc32(chunk).to_bytes(4, "big")
            + plain[33:]
        )
    if form == "WEBP":
        whole = plain + b"C2PA" + len(box).to_bytes(4, "little") + box
        return whole[:4] + (len(whole) - 8).to_bytes(4, "little") + whole[8:]
    uuid = bytes.fromhex("d8fec3d61b0e483c92975828877ec481") + box
    return plain + (len(uuid) + 8).to_bytes(4, "big") + b"uuid" + uuid


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_content_credentials_are_noticed(tmp_path: Path, form: str) -> None:
    """Their presence is told, and that nobody verified them; without them nothing is said."""
    (tmp_path / "with.bin").write_bytes(_credentials(form))
    (tmp_path / "without.bin").write_bytes(coded(_scene(), form))

    readings = read(tmp_path)

    assert ["content-credentials" in codes(r.findings).values() for r in readings.values()] == [True, False]
    assert [f.value for f in readings["with.bin"].facts if f.name == "content_credentials"] == [
        "present, not verified"
    ]


def test_near_copies_are_named_together(tmp_path: Path) -> None:
    """A smaller, brighter, re-coded copy is the same picture; another scene is not."""
    case = tmp_path / "case"
    case.mkdir()
    original = _scene(1)
    (case / "a.jpg").write_bytes(coded(original, exif=_exif(), quality=92))
    copy = original.resize((1000, 750)).point([min(255, level + 12) for level in range(256)] * 3)
    (case / "b.jpg").write_bytes(coded(copy, quality=50))
    (case / "c.jpg").write_bytes(coded(_scene(5), exif=_exif(), quality=92))

    found = [
        (f.subject, "a.jpg" in f.message)
        for e in review(case, today=date(2026, 11, 20)).exhibits
        for f in e.reading.findings
        if f.code == "near-duplicate"
    ]

    assert found == [("b.jpg", True)]


def test_a_sure_number_is_a_fact_wherever_it_stands(tmp_path: Path) -> None:
    """The label makes sure of digits that stand in another document without a word beside them."""
    case = tmp_path / "case"
    case.mkdir()
    (case / "label.txt").write_text("FedEx tracking 7905 3531 2317")
    (case / "note.txt").write_text("Parcels of Monday:\n790535312317\n477179081230\n")

    exhibits = {e.path: e for e in review(case, today=date(2026, 11, 20)).exhibits}

    assert [f.value for f in exhibits["note.txt"].facts if f.name == "tracking_number"] == ["790535312317"]


def test_a_tiff_with_an_orientation_is_turned_once(tmp_path: Path) -> None:
    """Its decoder turns it already."""
    fax = Image.new("RGB", (300, 100), "white")
    fax.paste((220, 20, 20), (0, 0, 60, 100))
    exif = Image.Exif()
    exif[0x0112] = 6
    (tmp_path / "fax.tif").write_bytes(coded(fax, "TIFF", exif=exif))

    from evidencekit.desk import open_desk
    from evidencekit.pictures import open_picture, pixels
    from evidencekit.steps.intake import collect, open_case

    with open_desk() as desk:
        sources, _ = collect(open_case(tmp_path), desk, ())
        picture, seen = open_picture(sources[0], desk), pixels(sources[0], desk)

    assert (picture.width, picture.height) == (100, 300) == seen.size
    assert seen.getpixel((50, 10)) == (220, 20, 20)
