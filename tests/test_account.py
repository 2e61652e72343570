"""A bundle carries an account of itself: alone, it can be verified down to exhibit and page."""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from reportlab.lib.utils import ImageReader

from builders_bundle import built, bundle, paged, pdf_bytes, picture, profile, write_pdf
from builders_intake import noise
from evidencekit.account import read_account, rows_digest
from evidencekit.deliveries.fitting import fit
from evidencekit.deliveries.parts import PartsDelivery
from evidencekit.desk import Desk
from evidencekit.language import open_language
from evidencekit.resources import open_builtin
from evidencekit.verify import verify
from evidencekit.views import answers


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alone")
    evidence = {"invoice.pdf": pdf_bytes(folder, "invoice", 2), "pod.pdf": pdf_bytes(folder, "pod")}
    return built(folder, evidence=evidence)


@pytest.fixture
def alone(sealed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sealed / "bundle.pdf", tmp_path / "bundle.pdf"))


def _edited(path: Path, edit: Callable[[pikepdf.Pdf], None]) -> str:
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        edit(pdf)
        pdf.save()
    (check,) = verify(path).checks
    assert not check.ok
    return check.detail


def test_a_bundle_alone_verifies(alone: Path) -> None:
    """Without the folder that it came from; and it says how much that shows, and what only a signature could show."""
    verified = verify(alone)

    assert verified.ok
    assert (
        verified.shows
        == "has the pages and the list of exhibits that it was sealed with, by its own account; it is not signed"
    )
    assert answers.verification(verified)["shows"] == verified.shows
    assert "bookmarks and the title are not covered" in verified.checks[0].detail
    assert "only a signature" in verified.checks[0].detail


def test_a_changed_page_is_named_with_its_exhibit(alone: Path) -> None:
    """One page drawn over, in a file that another program saved again."""

    def edit(pdf: pikepdf.Pdf) -> None:
        pdf.pages[4].contents_add(b"0 0 0 rg 0 0 99 99 re f")

    assert "page 5 (Exhibit A)" in _edited(alone, edit)


@pytest.mark.parametrize(
    "more",
    [
        "/Rect [0 0 595 842] /AP << /N 0 >>",
        "/Rect [0 0 0 0] /AP << /N 0 >>",
        "/Rect [0 0 0 0] /A << /S /JavaScript /JS (app.alert\\(1\\)) >>",
        "/Rect [0 0 595 842]",
        "/Rect [0 0 (x) 0]",
        "/Rect 0",
    ],
)
@pytest.mark.filterwarnings("ignore:.*widget annotation")
def test_what_bears_the_name_of_the_seal_and_is_more_than_one_changes_the_page(
    alone: Path, more: str
) -> None:
    """The field of a signature is of no size and draws nothing; one that could cover the page is told."""

    def cover(pdf: pikepdf.Pdf) -> None:
        seal = f"<< /Type /Annot /Subtype /Widget /FT /Sig /T (EvidenceKit seal) /F 4 {more} >>"
        field = pikepdf.Object.parse(seal.encode())
        if "/AP" in field:
            field.AP.N = pdf.make_stream(
                b"1 g 0 0 595 842 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form
            )
        annotations = pdf.pages[0].obj.get("/Annots") or pikepdf.Array()
        annotations.append(pdf.make_indirect(field))
        pdf.pages[0].obj.Annots = annotations

    assert "page 1 (index)" in _edited(alone, cover)


def _with_action(key: str, at: Callable[[pikepdf.Pdf], pikepdf.Object]) -> Callable[[pikepdf.Pdf], None]:
    def edit(pdf: pikepdf.Pdf) -> None:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        at(pdf)[key] = script

    return edit


def _attach(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["evil.exe"] = b"MZ"


def _add_form(pdf: pikepdf.Pdf) -> None:
    field = pdf.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=pikepdf.String("amount")))
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))


def _lead_links_elsewhere(pdf: pikepdf.Pdf) -> None:
    pdf.Root.URI = pikepdf.Dictionary(Base=pikepdf.String("http://elsewhere.invalid/"))


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (_with_action("/OpenAction", lambda pdf: pdf.Root), "done when it is opened (JavaScript)"),
        (_with_action("/AA", lambda pdf: pdf.Root), "done when it is closed"),
        (_with_action("/A", lambda pdf: pdf.Root.Outlines.First), "a bookmark that acts (JavaScript)"),
        (_attach, "attached files"),
        (_add_form, "a form"),
        (_lead_links_elsewhere, "links lead elsewhere"),
    ],
)
def test_what_was_put_around_the_pages_is_named(
    alone: Path, edit: Callable[[pikepdf.Pdf], None], told: str
) -> None:
    """No page differs, but nothing of the kind is ever in a bundle."""
    detail = _edited(alone, edit)

    assert detail.startswith("changed; it holds what is never put into one")
    assert told in detail


@pytest.mark.parametrize("key", ["sha256", "path", "label", "list_sha256"])
def test_a_list_of_exhibits_that_was_changed_is_told(alone: Path, key: str) -> None:
    """The account has a digest of its own list, which stands on the first page as a code as well."""

    def edit(pdf: pikepdf.Pdf) -> None:
        text = pdf.Root.Metadata.read_bytes().decode()
        changed = re.sub(rf'"{key}": "[^"]*"', f'"{key}": "0"', text, count=1)
        assert changed != text
        pdf.Root.Metadata.write(changed.encode())

    assert _edited(alone, edit) == "changed; its list of exhibits was changed"


def test_a_lost_page_is_told(alone: Path) -> None:
    """By the number of pages that it was made with."""

    def edit(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[6]

    assert "it has 6 pages and was sealed with 7" in _edited(alone, edit)


def test_a_coarser_copy_accounts_for_its_own_pages(tmp_path: Path) -> None:
    """What a portal gets in a smaller form can be verified as well."""
    coded = io.BytesIO()
    noise((2000, 1500)).convert("RGB").save(coded, "JPEG", quality=95)
    scan = write_pdf(
        tmp_path / "scan.pdf", draw=lambda canvas, _: canvas.drawImage(ImageReader(coded), 50, 100, 500, 375)
    )
    whole = built(tmp_path, evidence={"scan.pdf": scan.read_bytes()}) / "bundle.pdf"

    fitted = fit(whole, tmp_path / "smaller.pdf", whole.stat().st_size * 3 // 4)

    assert fitted.path.stat().st_size < whole.stat().st_size * 3 // 4
    assert verify(fitted.path).ok


def _layered(path: Path) -> bytes:
    """Return the bytes of a page with two layers of one name, each with a line of its own."""
    with pikepdf.open(write_pdf(path)) as pdf:
        layers = [
            pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("Notes")))
            for _ in range(2)
        ]
        page = pdf.pages[0]
        page.Resources.Properties = pikepdf.Dictionary(L0=layers[0], L1=layers[1])
        for number in range(2):
            page.contents_add(f"/OC /L{number} BDC 0 0 99 {number + 9} re f EMC".encode())
        pdf.Root.OCProperties = pikepdf.Dictionary(
            OCGs=pikepdf.Array(layers), D=pikepdf.Dictionary(OFF=pikepdf.Array(layers[:1]))
        )
        pdf.save(path.with_suffix(".layered.pdf"))
    return path.with_suffix(".layered.pdf").read_bytes()


@pytest.mark.parametrize("hidden", [(), (1,), (0, 1)])
def test_a_layer_that_is_hidden_or_shown_is_a_changed_page(tmp_path: Path, hidden: tuple[int, ...]) -> None:
    """Though not a byte of the page itself is another; pages without layers are what they were."""
    evidence = {"drawing.pdf": _layered(tmp_path / "drawing.pdf"), "pod.pdf": pdf_bytes(tmp_path, "pod")}
    whole = built(tmp_path, evidence=evidence) / "bundle.pdf"
    alone = Path(shutil.copy(whole, tmp_path / "alone.pdf"))
    other = Path(shutil.copy(whole, tmp_path / "other.pdf"))

    def edit(pdf: pikepdf.Pdf) -> None:
        layers = pdf.Root.OCProperties.OCGs
        pdf.Root.OCProperties.D.OFF = pikepdf.Array([layers[n] for n in hidden])

    with pikepdf.open(other, allow_overwriting_input=True) as pdf:
        pdf.save(object_stream_mode=pikepdf.ObjectStreamMode.disable)

    told = _edited(alone, edit)
    assert "Exhibit A" in told
    assert "Exhibit B" not in told
    assert verify(other).ok


def test_a_signature_that_nobody_looked_at_is_not_called_good(alone: Path) -> None:
    """Without the library that reads one, any file may have the words that stand in a signature."""
    with alone.open("ab") as file:
        file.write(b"% /ByteRange EvidenceKit seal\n")
    without = "from importlib import util; find = util.find_spec; util.find_spec = lambda n, *a: None if n == 'pyhanko' else find(n, *a); from evidencekit.__main__ import main; main()"

    run = subprocess.run(
        [sys.executable, "-c", without, "verify", str(alone)],
        capture_output=True, text=True, check=False, timeout=60, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip

    said = " ".join((run.stdout + run.stderr).split())
    assert run.returncode == 3, said
    assert 'nobody looked at: that takes pip install "evidencekit[sign]"' in said
    assert "may be what was sealed, or not" in said


def _locked(path: Path, into: Path) -> Path:
    with pikepdf.open(path) as pdf:
        pdf.save(into, encryption=pikepdf.Encryption(owner="word", user="word", R=6))
    return into


def test_a_locked_bundle_alone_is_neither_good_nor_changed(alone: Path) -> None:
    """Nobody can look at its pages."""
    (check,) = verify(_locked(alone, alone.with_name("locked.pdf"))).checks

    assert (check.ok, check.judged) == (False, False)
    assert check.detail.startswith("it is locked with a password")


@pytest.mark.parametrize("name", ["bundle.pdf", "delivery/Claim.pdf"])
def test_a_sealed_pdf_that_was_locked_is_told_as_such(sealed: Path, tmp_path: Path, name: str) -> None:
    folder = Path(shutil.copytree(sealed, tmp_path / "acme-us"))
    _locked(sealed / name, folder / name)

    wrong = {c.what: c.detail for c in verify(folder).checks if not c.ok}

    assert list(wrong) == [name]
    assert "it is locked with a password now" in wrong[name]


def test_a_bundle_beside_sums_of_others_is_judged_alone(alone: Path) -> None:
    """Who gets a bundle may keep it among other files, with a list of their own."""
    digest = hashlib.sha256(b"x").hexdigest()
    alone.with_name("SHA256SUMS").write_text(f"{digest}  other.bin\n")

    verified = verify(alone)

    assert verified.ok
    assert "by its own account" in verified.shows


@pytest.fixture
def parts(tmp_path: Path) -> list[Path]:
    """A bundle of two exhibits, three pages each, cut in two."""
    made = bundle(tmp_path, [paged(write_pdf(tmp_path / f"{n}.pdf", 3), n.upper()) for n in "ab"])
    files, _ = PartsDelivery().deliver(profile(form="parts", max_pages=6), made, (), Desk(tmp_path / "d"))
    return [f.location for f in files]


def test_each_part_of_a_delivery_verifies_alone(parts: list[Path]) -> None:
    assert len(parts) == 2
    assert all(verify(part).ok for part in parts)


def test_parts_without_their_folder_are_judged_and_a_missing_one_is_named(
    parts: list[Path], tmp_path: Path
) -> None:
    """By what the others say of themselves, whatever the files are called; what else lies there is not looked at."""
    received = tmp_path / "received"
    received.mkdir()
    for name, part in zip(("x.pdf", "y.pdf"), parts, strict=True):
        shutil.copyfile(part, received / name)
    (received / "photo.jpg").write_bytes(b"x")
    shutil.copyfile(parts[0].parents[2] / "a.pdf", received / "Exhibit A as signed.pdf")
    whole = verify(received)
    (received / "y.pdf").unlink()
    lacking = {c.what: c.detail for c in verify(received).checks if not c.ok}

    assert whole.ok
    assert "its other files were not looked at" in whole.shows
    assert lacking == {"Claim HH-2026-017 to Acme Carrier": "part 2 of 2 is missing"}


def test_a_changed_page_of_a_part_is_named_with_its_exhibit(parts: list[Path]) -> None:
    """By the pages of the part, of which the first is its cover; a lost page is told as well."""

    def draw(number: int) -> Callable[[pikepdf.Pdf], None]:
        return lambda pdf: pdf.pages[number - 1].contents_add(b"0 0 0 rg 0 0 99 99 re f")

    first, second = parts
    shutil.copy(second, second.with_name("other.pdf"))

    assert "page 4 (Exhibit A)" in _edited(first, draw(4))
    assert "page 1 (cover)" in _edited(second, draw(1))
    assert "page 3 (Exhibit B)" in _edited(second.with_name("other.pdf"), draw(3))


def test_a_changed_cover_of_the_first_part_is_no_changed_index(parts: list[Path]) -> None:
    """The index begins behind the cover."""

    def cover(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].contents_add(b"0 0 0 rg 0 0 99 99 re f")

    def index(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].contents_add(b"0 0 0 rg 0 0 99 99 re f")

    other = Path(shutil.copy(parts[0], parts[0].with_name("other.pdf")))

    assert "page 1 (cover)" in _edited(parts[0], cover)
    assert "page 2 (index)" in _edited(other, index)


def test_the_code_on_the_index_is_the_digest_of_the_list(alone: Path) -> None:
    """Read off the page as a picture, it is what the account and its rows say."""
    account = read_account(alone)
    assert account is not None

    (code,) = zxingcpp.read_barcodes(picture(alone, 1, 2.0))

    rows = ((r["label"], r["sha256"], r["path"]) for r in account["files"])
    assert code.text.rpartition(":")[2].lower() == account["list_sha256"] == rows_digest(rows)


@pytest.mark.parametrize("source", ["", "{", "[" * 50_000, '{"evidencekit": 1, "pages": 7}', "null"])
def test_a_strange_account_is_none(tmp_path: Path, source: str) -> None:
    """Broken or hostile metadata is as if there were none."""
    path = tmp_path / "x.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.Metadata = pdf.make_stream(f"<dc:source>{source}</dc:source>".encode())
        pdf.save(path)

    assert read_account(path) is None
    assert not verify(path).ok


def test_the_cover_of_a_part_speaks_the_language_of_the_bundle(tmp_path: Path) -> None:
    """It is the first page that the other side reads."""
    import pypdfium2

    made = bundle(tmp_path, [paged(write_pdf(tmp_path / f"{n}.pdf", 3), n.upper()) for n in "ab"])
    desk = Desk(tmp_path / "d")
    desk.language = open_language(open_builtin(), "de")
    files, _ = PartsDelivery().deliver(profile(form="parts", max_pages=6), made, (), desk)
    document = pypdfium2.PdfDocument(files[1].location)
    cover = " ".join(document[0].get_textpage().get_text_bounded().split())
    document.close()

    assert f"Teil 2 von {len(files)}" in cover
    assert "Inhaltsverzeichnis und Schreiben" in cover
    assert "Schadenersatzforderung" in cover
    assert "Anlage" in cover
    assert "Part" not in cover
    assert " pages " not in cover
