"""Faces covered on what is sent; every face here is drawn by the test itself, of ellipses."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFilter

from evidencekit import Outcome, build
from evidencekit.faces import faces_on, missing
from evidencekit.model.bundle import OutcomeStatus

pytestmark = pytest.mark.skipif(missing() is not None, reason="the extra [faces] is not installed")
GROUND = 150


def face(size: int) -> Image.Image:
    """Draw a face of so many hundredths of a pixel a part, seen from the front."""
    s = size / 100
    picture = Image.new("L", (int(160 * s), int(180 * s)), GROUND)
    draw = ImageDraw.Draw(picture)

    def oval(left: float, top: float, right: float, bottom: float, grey: int) -> None:
        draw.ellipse([v * s for v in (left, top, right, bottom)], fill=grey)

    oval(25, 12, 135, 150, 60)  # hair
    oval(35, 30, 125, 160, 205)  # head
    draw.rectangle([60 * s, 140 * s, 100 * s, 180 * s], fill=190)
    oval(35, 50, 43, 130, 180)
    oval(117, 50, 125, 130, 180)
    for middle in (60, 100):
        oval(middle - 14, 66, middle + 14, 88, 165)
        oval(middle - 11, 71, middle + 11, 84, 235)
        oval(middle - 6, 71, middle + 6, 84, 40)
        draw.rounded_rectangle([(middle - 15) * s, 58 * s, (middle + 15) * s, 64 * s], radius=3 * s, fill=70)
    draw.polygon([(80 * s, 72 * s), (70 * s, 110 * s), (90 * s, 110 * s)], fill=215)
    oval(68, 104, 92, 116, 180)
    oval(71, 109, 77, 114, 90)
    oval(83, 109, 89, 114, 90)
    oval(60, 124, 100, 138, 120)
    draw.rectangle([60 * s, 130 * s, 100 * s, 132 * s], fill=60)
    oval(55, 140, 105, 156, 195)
    return picture.filter(ImageFilter.GaussianBlur(1.2 * s))


def photo(*at: tuple[int, int], size: int = 200, kind: str = "JPEG") -> bytes:
    """A room with people and a box."""
    room = Image.new("L", (1600, 1200), GROUND)
    ImageDraw.Draw(room).rectangle((1100, 700, 1500, 1100), fill=90)
    for place in at:
        room.paste(face(size), place)
    kept = io.BytesIO()
    room.convert("RGB").save(kept, kind)
    return kept.getvalue()


Make = Callable[..., Outcome]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def build_it(content: bytes, said: str = "redact_faces = true", **how: Any) -> Outcome:
        folder = tmp_path / "case"
        folder.mkdir(exist_ok=True)
        (folder / "room.jpg").write_bytes(content)
        (folder / "case.toml").write_text(
            f'[claimant]\nname = "Harbor Home Goods LLC"\n[evidence."room.jpg"]\nkind = "photo"\n{said}\n'
        )
        (outcome,) = build(
            folder, into=tmp_path / "out", recipients=["generic"], today=date(2026, 10, 20), **how
        )
        return outcome

    return build_it


def page_of(outcome: Outcome) -> Image.Image:
    assert outcome.folder is not None, outcome.findings
    (placed,) = outcome.exhibits
    with pypdfium2.PdfDocument(outcome.folder / "bundle.pdf") as document:
        page: Image.Image = document[placed.first_page - 1].render(scale=3).to_pil()
        return page.convert("L")


def told(outcome: Outcome) -> dict[str, str]:
    return {f.code: f.message for f in outcome.findings}


def test_faces_are_covered_and_the_goods_are_not(make: Make) -> None:
    """Of a face, only its hair is dark: afterwards all of it is, and there is no light skin left anywhere."""
    content = photo((200, 200), (900, 300))
    before, after = page_of(make(content, "")), page_of(make(content))

    def black(page: Image.Image) -> float:
        return float((np.asarray(page) < 20).mean())

    skin = Image.eval(before, lambda v: 255 if 200 <= v <= 212 else 0).getbbox()
    assert skin is not None
    light = (np.asarray(after.crop(skin)) > 195) & (np.asarray(after.crop(skin)) < 215)
    assert light.mean() < 0.01
    assert black(after) > black(before) + 0.03
    assert (np.abs(np.asarray(after).astype(int) - 90) < 6).mean() == pytest.approx(
        (np.abs(np.asarray(before).astype(int) - 90) < 6).mean(), abs=0.02
    )


def test_how_many_were_found_is_told_and_a_look_asked_for(make: Make) -> None:
    outcome = make(photo((200, 200), (900, 300)))

    assert told(outcome)["faces-hidden"].startswith("2 faces on room.jpg are covered.")
    assert "look at its pages" in told(outcome)["faces-hidden"]


def test_a_photo_on_which_no_face_is_found_is_not_sent(make: Make) -> None:
    outcome = make(photo())

    assert outcome.status is OutcomeStatus.REFUSED
    assert "no face was found" in told(outcome)["not-redacted"]


def test_what_is_sent_holds_nothing_of_the_face(make: Make) -> None:
    """The photo as it came is nowhere in the delivery, only the picture with the face covered."""
    content = photo((200, 200))
    outcome = make(content)

    assert outcome.folder is not None
    for sent in (outcome.folder / "delivery").iterdir():
        assert content[2000:2400] not in sent.read_bytes()
    assert (outcome.folder / "originals" / "room.jpg").read_bytes() == content


@pytest.mark.parametrize("size", [80, 120, 300])
def test_a_head_is_found_whole_in_any_size(size: int, tmp_path: Path) -> None:
    path = tmp_path / "face.pdf"
    room = Image.new("RGB", (1600, 1200), (GROUND,) * 3)
    room.paste(face(size), (400, 300))
    room.save(path, "PDF")

    (found,) = faces_on(path)

    s = size / 100
    assert found.page == 1
    assert found.left <= (400 + 40 * s) / 16
    assert found.left + found.width >= (400 + 120 * s) / 16
    assert found.top <= (300 + 45 * s) / 12
    assert found.top + found.height >= (300 + 150 * s) / 12
    assert found.width < 160 * s / 16 * 1.6


def test_pages_that_are_left_out_are_not_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "face.pdf"
    face(200).convert("RGB").save(path, "PDF")

    assert list(faces_on(path, without=(1,))) == []
