"""The samples are what their script makes: complete, consistent, and small."""

import csv
import email
import email.policy
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pi_heif
import pypdfium2
import pytest
import stdnum.iso6346
import zxingcpp
from PIL import Image

from evidencekit.errors import CaseError
from evidencekit.model.casefile import CaseFile
from evidencekit.model.money import Money
from evidencekit.tomlfile import load_toml

SAMPLES = Path(__file__).parent.parent / "samples"
CASES = ("crushed-parcel", "short-inbound", "wet-container")
SAME_BYTES = {".toml", ".csv", ".tsv", ".eml", ".pdf", ".xlsx"}
MEGABYTES = 12
ORIENTATION, TAKEN, EXIF = 0x0112, 0x9003, 0x8769


def _script(folder: Path, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, str(SAMPLES / "make_samples.py"), str(folder), *options],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    _script(folder, "--small-photos")
    return folder


def _names(folder: Path) -> dict[str, set[str]]:
    return {case: {p.name for p in (folder / case).iterdir()} for case in CASES}


def _words(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _exif(path: Path) -> Image.Exif:
    with Image.open(path) as photo:
        return photo.getexif()


def _barcodes(name: str) -> dict[str, str]:
    with Image.open(SAMPLES / "crushed-parcel" / name) as picture:
        return {b.text: b.format.name for b in zxingcpp.read_barcodes(picture)}


def _table(path: Path, delimiter: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows, delimiter=delimiter))


def _case(name: str) -> CaseFile:
    return load_toml(SAMPLES / name / "case.toml", CaseFile, CaseError)


def _loss(file: CaseFile) -> str:
    priced = [(g.quantity_lost, g.unit_cost) for g in file.goods]
    return f"{sum(lost * cost.amount for lost, cost in priced if lost is not None and cost is not None):,.2f}"


def test_the_script_makes_every_file_that_is_committed(made: Path) -> None:
    """No file of a case is missing from the script, and none is made that is not committed."""
    assert _names(made) == _names(SAMPLES)


@pytest.mark.parametrize("case", CASES)
def test_papers_sheets_and_mails_are_the_same_bytes(made: Path, case: str) -> None:
    """What stands in the repository is what the script writes, byte for byte, save for scans and pictures."""
    differing = [
        p.name
        for p in sorted((SAMPLES / case).iterdir())
        if p.suffix in SAME_BYTES
        and not p.name.startswith("scan")
        and p.read_bytes() != (made / case / p.name).read_bytes()
    ]

    assert differing == []


def test_the_three_cases_are_small() -> None:
    """All committed files together stay under twelve megabytes, and each photo under UPS's one."""
    sizes = {p: p.stat().st_size for case in CASES for p in (SAMPLES / case).iterdir()}

    assert sum(sizes.values()) < MEGABYTES * 1_000_000
    assert [p.name for p, size in sizes.items() if size > 1_000_000] == []


def test_nothing_but_cases_lies_beside_the_script() -> None:
    """A batch over samples/ finds three case folders and no cache of the script's own."""
    assert {p.name for p in SAMPLES.iterdir() if p.is_dir()} == set(CASES)


@pytest.mark.parametrize("name", ["crushed-parcel", "wet-container"])
def test_case_files_are_valid(name: str) -> None:
    """Each case.toml fits its model and names every file that it speaks about."""
    file = _case(name)

    assert file.recipients
    assert {path for path in file.evidence if not (SAMPLES / name / path).is_file()} == set()


def test_one_case_has_no_case_toml() -> None:
    """The tool must get along on evidence alone with `short-inbound`."""
    assert not (SAMPLES / "short-inbound" / "case.toml").exists()


def test_the_tracking_number_passes_its_check_and_is_on_the_label() -> None:
    """The label's Code 128 holds the number of case.toml, and its last digit is the right one."""
    (number,) = _case("crushed-parcel").consignment.tracking_numbers
    values = [int(c) if c.isdigit() else (ord(c) - 63) % 10 for c in number[2:17]]

    read = _barcodes("UPS label.png")

    assert int(number[17]) == -(sum(values[::2]) + 2 * sum(values[1::2])) % 10
    assert read[number] == "Code128"


def test_the_photo_of_the_label_can_be_scanned() -> None:
    """The close-up shows the bars well enough to read them."""
    (number,) = _case("crushed-parcel").consignment.tracking_numbers

    assert number in _barcodes("IMG_4003 label close-up.jpg")


def test_the_container_number_passes_its_check_in_every_paper() -> None:
    """The container's ISO 6346 number is valid and the same in bill of lading, certificate, survey and receipt."""
    number = _case("wet-container").consignment.container_number
    assert number is not None
    papers = [p for p in sorted((SAMPLES / "wet-container").glob("*.pdf")) if "commercial" not in p.name]

    assert stdnum.iso6346.is_valid(number)
    assert [p.name for p in papers if number not in _words(p)] == []


def test_the_loss_is_the_same_in_every_paper() -> None:
    """The amounts of case.toml stand in the mail to the carrier and in the survey report."""
    mail = email.message_from_bytes(
        (SAMPLES / "crushed-parcel" / "Damage report to UPS.eml").read_bytes(), policy=email.policy.default
    )
    body = mail.get_body(("plain",))
    assert body is not None

    assert f"USD {_loss(_case('crushed-parcel'))}" in body.get_content()
    assert f"Loss USD {_loss(_case('wet-container'))}" in re.sub(
        r"\s+", " ", _words(SAMPLES / "wet-container" / "survey report PB-26-1174.pdf")
    )


def test_what_arrived_short_is_covered_by_invoices_and_booked_in_the_ledger() -> None:
    """Units located are the ledger's receipts, and both supplier invoices cover all that was sent."""
    folder = SAMPLES / "short-inbound"
    contents = _table(next(folder.glob("*contents.csv")), ",")
    ledger = _table(folder / "inventory ledger detail.tsv", "\t")
    invoices = _words(folder / "Evercraft invoice EC-2026-0417.pdf") + _words(
        folder / "Brightway BW-260522-018.pdf"
    )

    for row in contents:
        booked = sum(
            int(r["Quantity"]) for r in ledger if r["FNSKU"] == row["FNSKU"] and r["Event Type"] == "Receipts"
        )
        bought = re.search(rf"{row['Merchant SKU']} .*? (\d+) \d+\.\d\d ", re.sub(r"\s+", " ", invoices))
        assert booked == int(row["Units located"]) == int(row["Units expected"]) + int(row["Discrepancy"])
        assert bought is not None
        assert int(bought[1]) >= int(row["Units expected"])
    assert {r["Merchant SKU"]: int(r["Discrepancy"]) for r in contents if r["Discrepancy"] != "0"} == {
        "HH-KTL-08": -36,
        "HH-SCL-02": -24,
    }


def test_the_signed_bill_of_lading_counts_cartons_and_weight() -> None:
    """The bill of lading says how many cartons of which weight arrived, and bears the centre's stamp."""
    words = _words(SAMPLES / "short-inbound" / "BOL CRF-0826-5531 signed.pdf")

    assert "65 cartons" in words
    assert "927.0 kg" in words
    assert "RECEIVED" in words
    assert "Delivery date: 2026-09-02" in words


def test_the_packing_list_adds_up() -> None:
    """Its cartons, pieces and weights are those of the bill of lading and of case.toml."""
    book = openpyxl.load_workbook(SAMPLES / "wet-container" / "packing list SB-26-0821.xlsx")
    rows = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    lines = [r for r in rows if isinstance(r[0], str) and r[0].startswith("ST-")]
    total = next(r for r in rows if r[0] == "Total")
    file = _case("wet-container")

    assert [sum(float(str(r[k])) for r in lines) for k in (2, 4, 5)] == [total[2], total[4], total[5]]
    assert total[2] == file.consignment.packages
    assert total[5] == file.consignment.gross_weight_kg
    assert file.consignment.insured_value == Money.parse("55660.00 USD")


def test_the_scan_has_no_text() -> None:
    """The proof of delivery is a picture in a PDF, as scanners make them."""
    assert _words(SAMPLES / "crushed-parcel" / "scan0007.pdf").strip() == ""


def test_photos_carry_what_a_telephone_writes() -> None:
    """Every photo has its device and a date within the case; one is turned by EXIF only, one is HEIC."""
    pi_heif.register_heif_opener()
    photos = {p.name: p for case in CASES for p in (SAMPLES / case).glob("IMG_*")}
    exif = {name: _exif(path) for name, path in photos.items()}

    assert {
        name
        for name, tags in exif.items()
        if not str(tags.get_ifd(EXIF).get(TAKEN, "")).startswith("2026:09:")
    } == set()
    assert {name for name, tags in exif.items() if not tags.get(0x010F)} == set()
    assert [name for name, tags in exif.items() if tags.get(ORIENTATION) == 6] == [
        "IMG_4002 box all sides 2.jpg"
    ]
    assert [p.suffix for p in photos.values() if p.suffix.lower() == ".heic"] == [".HEIC"]


def test_photos_show_something() -> None:
    """No photo is flat or black: each has light and shade over most of the range."""
    pi_heif.register_heif_opener()
    for case in CASES:
        for path in (SAMPLES / case).glob("IMG_*"):
            with Image.open(path) as photo:
                grey = np.asarray(photo.convert("L"))
            low, high = np.percentile(grey, (5, 95))
            assert high - low > 50, path.name
            assert 35 < grey.mean() < 200, path.name


def test_office_files_carry_no_clock() -> None:
    """Every member of a packing list has the same date, so that it is the same file each time."""
    for path in SAMPLES.glob("*/*.xlsx"):
        with zipfile.ZipFile(path) as book:
            assert {i.date_time for i in book.infolist()} == {(2026, 9, 1, 9, 0, 0)}
