"""When, with what and where a photo was taken."""

from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from builders_intake import coded, codes, corners, noise, read
from evidencekit.model.evidence import Reading
from evidencekit.model.vocabulary import ReadBy

_TAKEN, _DIGITIZED, _WRITTEN = 0x9003, 0x9004, 0x0132


def _exif(**directories: dict[int, object]) -> Image.Exif:
    exif = Image.Exif()
    exif.update(directories.get("main", {}))
    exif.get_ifd(0x8769).update(directories.get("photo", {}))
    exif.get_ifd(0x8825).update(directories.get("gps", {}))
    return exif


def _told(reading: Reading) -> dict[str, object]:
    return {f.name: f.value for f in reading.facts if f.read_by is ReadBy.EXIF}


def test_date_device_and_place_are_facts(tmp_path: Path) -> None:
    """Local time without a zone, degrees with their sign."""
    exif = _exif(
        main={0x010F: "Apple", 0x0110: "iPhone 14"},
        photo={_TAKEN: "2026:09:10 10:15:00"},
        gps={1: "N", 2: (47.0, 36.0, 36.0), 3: "W", 4: (122.0, 19.0, 48.0)},
    )
    (tmp_path / "p.jpg").write_bytes(coded(corners(), exif=exif))

    reading = read(tmp_path)["p.jpg"]

    assert _told(reading) == {
        "captured_at": datetime(2026, 9, 10, 10, 15),
        "device": "Apple iPhone 14",
        "gps": "47.61000, -122.33000",
    }
    assert reading.pages == 1


def test_a_maker_named_twice_is_told_once(tmp_path: Path) -> None:
    """Canon's models begin with Canon."""
    (tmp_path / "p.jpg").write_bytes(
        coded(corners(), exif=_exif(main={0x010F: "Canon", 0x0110: "Canon EOS 40D"}))
    )

    assert _told(read(tmp_path)["p.jpg"]) == {"device": "Canon EOS 40D"}


def test_the_day_a_program_wrote_the_file_is_not_when_it_was_taken(tmp_path: Path) -> None:
    """An edited photo without a capture date has no capture date; a scan has the day it was scanned, less sure."""
    (tmp_path / "edited.jpg").write_bytes(
        coded(corners(), exif=_exif(main={_WRITTEN: "2026:09:10 10:15:00"}))
    )
    scanned = _exif(photo={_DIGITIZED: "2026:09:11 08:00:00"})
    (tmp_path / "scanned.jpg").write_bytes(coded(corners((60, 60)), exif=scanned))

    readings = read(tmp_path)

    assert "captured_at" not in _told(readings["edited.jpg"])
    (fact,) = (f for f in readings["scanned.jpg"].facts if f.name == "captured_at")
    assert fact.confidence < 0.9


@pytest.mark.parametrize(
    "stamp", ["0000:00:00 00:00:00", "2026:13:45 99:99:99", "1970:01:01 00:00:00", "yesterday", ""]
)
def test_an_impossible_date_is_none(tmp_path: Path, stamp: str) -> None:
    """Unknown is better than wrong."""
    (tmp_path / "p.jpg").write_bytes(coded(corners(), exif=_exif(photo={_TAKEN: stamp})))

    assert "captured_at" not in _told(read(tmp_path)["p.jpg"])


@pytest.mark.parametrize(
    "gps",
    [
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (147.0, 0.0, 0.0), 3: "E", 4: (10.0, 0.0, 0.0)},
        {2: (47.0, 0.0, 0.0), 4: (10.0, 0.0, 0.0)},
        {5: b"\x00"},
    ],
)
def test_an_impossible_place_is_none(tmp_path: Path, gps: dict[int, object]) -> None:
    """Zeros of a camera without a fix, latitudes beyond the pole, no hemisphere."""
    (tmp_path / "p.jpg").write_bytes(coded(corners(), exif=_exif(gps=gps)))

    assert "gps" not in _told(read(tmp_path)["p.jpg"])


def test_what_is_wrong_with_a_picture_is_a_finding(tmp_path: Path) -> None:
    """Cut off: shown and told. Not a picture inside: cannot be shown. Animated: one frame is shown."""
    whole = coded(noise((300, 300)).convert("RGB"))
    (tmp_path / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"nonsense" * 20)
    for form in ("AVIF", "GIF", "PNG", "WEBP"):
        moving = coded(corners(), form, save_all=True, append_images=[Image.new("RGB", (80, 40), "blue")])
        (tmp_path / f"moving.{form.lower()}").write_bytes(moving)

    readings = read(tmp_path)

    assert [codes(r.findings) for r in readings.values()] == [
        {"broken.png": "unreadable-picture"},
        {"cut.jpg": "damaged-picture"},
        *({f"moving.{ending}": "animated"} for ending in ("avif", "gif", "png", "webp")),
    ]
    assert readings["broken.png"].unreadable
    assert readings["cut.jpg"].unreadable is None


def test_the_pages_of_a_tiff_are_counted(tmp_path: Path) -> None:
    """A fax is a document of several pages."""
    page = corners()
    (tmp_path / "fax.tif").write_bytes(
        coded(page, "TIFF", save_all=True, append_images=[page.copy(), page.copy()])
    )

    assert read(tmp_path)["fax.tif"].pages == 3
