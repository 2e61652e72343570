"""What every letter looks like, in every language, with little and with much in it: compared with pictures kept in golden/.

A change of looks that is meant: run with `EVIDENCEKIT_GOLDEN=write`, look at the pictures, and commit them.
"""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builders_golden import CONTENTS, DOCUMENTS, LANGUAGES, filled
from evidencekit.engines.embedded import Embedded
from evidencekit.resources import open_builtin
from evidencekit.templating import find
from evidencekit.typefaces import from_wheel

GOLDEN = Path(__file__).parent / "golden"
WRITE = os.environ.get("EVIDENCEKIT_GOLDEN") == "write"
DOTS = 20
"""An inch: enough to see a line move, a rule vanish or a column shift."""
SHOWN = 4
"""Pages of a long letter: the first ones and the last."""
BLOCK = 6
MOST_ANYWHERE, MOST_OVERALL = 60, 1.5
"""Of 255: how much darker or lighter a block of dots, and the whole picture, may be."""

SHEETS = [
    (name, lang, content, "a4")
    for name in DOCUMENTS
    for lang in LANGUAGES
    for content in CONTENTS
    if lang == "en" or (open_builtin().find(f"letters/{name}.{lang}.docx") is not None)
] + [(name, "en", "long", "letter") for name in DOCUMENTS]


def pictured(pdf: Path) -> Image.Image:
    """Return the pages of a letter side by side, in few shades of grey."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    numbers = sorted({*range(min(SHOWN - 1, len(document))), len(document) - 1})
    pages = [document[n].render(scale=DOTS / 72, grayscale=True).to_pil() for n in numbers]
    document.close()
    sheet = Image.new(
        "L", (sum(p.width for p in pages) + 2 * (len(pages) - 1), max(p.height for p in pages)), 128
    )
    left = 0
    for page in pages:
        sheet.paste(page, (left, 0))
        left += page.width + 2
    return sheet.quantize(16, dither=Image.Dither.NONE)


def apart(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """Return by how much two pictures differ where they differ most, and overall."""
    first, second = (np.asarray(i.convert("L"), dtype=np.float32) for i in (one, other))
    far = np.abs(first - second)
    high, wide = (n - n % BLOCK for n in far.shape)
    blocks = far[:high, :wide].reshape(high // BLOCK, BLOCK, wide // BLOCK, BLOCK).mean(axis=(1, 3))
    return float(blocks.max()), float(far.mean())


@pytest.mark.parametrize(("name", "lang", "content", "paper"), SHEETS, ids=["-".join(s) for s in SHEETS])
def test_a_letter_looks_as_it_did(tmp_path: Path, name: str, lang: str, content: str, paper: str) -> None:
    if lang == "zh" and from_wheel() is None:
        pytest.skip("the pictures of Chinese letters are drawn with the font of evidencekit[cjk]")
    docx = filled(name, lang, content, tmp_path, paper=paper)
    made = pictured(Embedded().lay_out(docx, tmp_path / "made.pdf").pdf)
    kept = GOLDEN / f"{name}.{lang}.{content}{'.us' if paper == 'letter' else ''}.png"
    if WRITE:
        GOLDEN.mkdir(exist_ok=True)
        made.save(kept, optimize=True)
    with Image.open(kept) as picture:
        assert made.size == picture.size, "another number of pages, or another paper"
        anywhere, overall = apart(made, picture)

    assert anywhere <= MOST_ANYWHERE, f"{kept.name}: a place looks otherwise ({anywhere:.0f})"
    assert overall <= MOST_OVERALL, f"{kept.name}: the letter looks otherwise ({overall:.2f})"


def test_pictures_that_differ_are_told_apart(tmp_path: Path) -> None:
    """A line that moves by its own height is seen, and so is a rule that vanishes."""
    docx = filled("claim-letter", "en", "short", tmp_path)
    made = pictured(Embedded().lay_out(docx, tmp_path / "a.pdf").pdf)
    moved = Image.new("P", made.size, 15)
    moved.putpalette(made.getpalette() or [])
    moved.paste(made, (0, 3))
    other = filled("claim-letter", "de", "short", tmp_path)

    assert apart(made, made) == (0.0, 0.0)
    assert apart(made, moved)[0] > MOST_ANYWHERE
    german = pictured(Embedded().lay_out(other, tmp_path / "b.pdf").pdf)
    assert german.size == made.size
    assert apart(made, german)[0] > MOST_ANYWHERE


def test_no_picture_is_kept_of_a_letter_that_is_no_more() -> None:
    names = {f"{n}.{lang}.{c}{'.us' if p == 'letter' else ''}.png" for n, lang, c, p in SHEETS}

    assert {p.name for p in GOLDEN.glob("*.png")} == names
    assert find(open_builtin(), "claim-letter", "de").name == "claim-letter.de.docx"
