"""Numbers: which form a string has, and when a number in a text is a fact."""

import tomllib
from pathlib import Path

import pytest

from builders_intake import read
from builders_spent import spent
from evidencekit import candidates
from evidencekit.errors import TemplateError
from evidencekit.model.evidence import Reading
from evidencekit.model.numberform import NumberFile, NumberForm
from evidencekit.numbering import number_forms
from evidencekit.resources import builtin_templates
from evidencekit.tomlfile import load_toml

FORMS = number_forms().all


def _read(folder: Path, text: str, name: str = "note.txt") -> Reading:
    (folder / name).write_text(text, "utf-8")
    return read(folder)[name]


def _facts(reading: Reading, *names: str) -> list[tuple[str, object]]:
    wanted = names or ("tracking_number", "carrier")
    return [(f.name, f.value) for f in reading.facts if f.name in wanted]


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f"{f.carrier or f.name}: {f.form}")
def test_every_form_holds_its_own_examples(form: NumberForm) -> None:
    """Valid ones are candidates under their form, those with a slip are not."""
    for number in form.valid:
        assert any(c.form == form.form for c in candidates(number, near=" ".join(form.words)))
    for number in form.invalid:
        found = candidates(number, near=" ".join(form.words))

        assert not any((c.form, c.carrier) == (form.form, form.carrier) for c in found)


def test_every_file_of_forms_says_where_they_are_from() -> None:
    """A number form without a source is hearsay."""
    for path in sorted((builtin_templates() / "numbers").glob("*.toml")):
        assert len(tomllib.loads(path.read_text("utf-8"))["source"]) > 10, path.name


@pytest.mark.parametrize("pattern", ["A[0-9]+", "B.*", "(C{2,})", "[0-9"])
def test_a_form_that_could_match_without_end_is_refused(tmp_path: Path, pattern: str) -> None:
    """The sentence says how to write it."""
    (tmp_path / "mine.toml").write_text(
        f'source = "me"\n[[format]]\nname = "sku"\nform = "mine"\npattern = \'{pattern}\'\nlengths = [5]\nvalid = []\n'
    )

    with pytest.raises(TemplateError, match="pattern"):
        load_toml(tmp_path / "mine.toml", NumberFile, TemplateError)


@pytest.mark.parametrize(
    ("written", "number", "carrier"),
    [
        ("1z 999 aa1 01 2345 6784", "1Z999AA10123456784", "UPS"),
        (" 7 9 0 5 3 5 3 1 2 3 1 7 ", "790535312317", "FedEx"),
        ("1001921334250001000300779017972697", "779017972697", "FedEx"),
        ("420 11213 92 6129098349792366623 8", "9261290983497923666238", "USPS"),
        ("00 81827 0998 0000 0200 33 350 276 C", "09980000020033", "DPD"),
        ("csqu 305438-3", "CSQU3054383", None),
    ],
)
def test_a_number_is_known_however_it_is_spaced(written: str, number: str, carrier: str | None) -> None:
    """What identifies is cut out of what the label holds more."""
    assert (number, carrier) in [(c.number, c.carrier) for c in candidates(written)]


def test_candidates_come_with_the_likeliest_first() -> None:
    """Letters with a check digit before plain digits, which several carriers' forms fit."""
    assert [c.carrier for c in candidates("1Z999AA10123456784")] == ["UPS"]

    digits = candidates("320606146993")

    assert {"Purolator"} <= {c.carrier for c in digits}
    assert all(c.standing < 0.5 for c in digits)


@pytest.mark.parametrize(
    "number", ["", "0000000000", "999999999999999999", "no number", "A" * 10_000, "1Z" + "\x00" * 16]
)
def test_what_is_no_number_has_no_candidates(number: str) -> None:
    """Fillers pass many check digits; they are none."""
    assert candidates(number) == ()


def test_plain_digits_need_a_word_beside_them(tmp_path: Path) -> None:
    """The same digits are a tracking number after the carrier's name, and nothing after another label."""
    text = "Shipped with FedEx 7905 3531 2317 today.\nPO no. 477179081230, DHL will call.\nTotal 3318810025"

    reading = _read(tmp_path, text)

    assert _facts(reading) == [("tracking_number", "790535312317"), ("carrier", "FedEx")]


def test_one_word_announces_a_whole_list(tmp_path: Path) -> None:
    """Numbers that follow each other are of one kind."""
    text = "FedEx tracking numbers: 986578788855, 477179081230,\n799531274483 and 790535312317. Customer 974367662710"

    numbers = [value for name, value in _facts(_read(tmp_path, text)) if name == "tracking_number"]

    assert numbers == ["986578788855", "477179081230", "799531274483", "790535312317"]


def test_a_word_within_a_word_announces_nothing(tmp_path: Path) -> None:
    """`groups` and `cups` are not UPS."""
    assert _facts(_read(tmp_path, "Groups of cups: J4603636537")) == []


def test_the_heading_of_a_column_is_a_word_beside_its_cells(tmp_path: Path) -> None:
    """A sheet names its numbers once, at the top."""
    sheet = "Order,FedEx tracking,Weight\n986578788855,790535312317,2\n477179081230,974367662710,3\n"

    found = _read(tmp_path, sheet, "shipments.csv")

    assert [v for n, v in _facts(found) if n == "tracking_number"] == ["790535312317", "974367662710"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1Z999AA10123456785", "1Z999AA10123456785"),
        ("FedEx tracking: 790535312318", "790535312318"),
        ("Container no. CSQU3054384", "CSQU3054384"),
    ],
)
def test_a_wrong_check_digit_is_told_and_never_a_fact(tmp_path: Path, text: str, number: str) -> None:
    """A misprint or a misread character would send a claim to nobody's parcel."""
    reading = _read(tmp_path, text)

    assert [f.value for f in reading.facts if f.name in {"tracking_number", "container_number"}] == []
    assert [number in f.message for f in reading.findings if f.code == "check-digit"] == [True]


def test_accounts_and_registrations_are_read(tmp_path: Path) -> None:
    """Each with its own check digit; a VAT number only where it is called one."""
    text = (
        "USt-IdNr.: DE136695976\nIBAN DE89 3704 0044 0532 0130 00\nArticle DE136695976X, part GB980780684\n"
        "纳税人识别号:91110000600037341L\nMAWB 020-1234 5675\nEAN 5901234123457\nSSCC (00)340123450000000017\n"
    )

    found = _facts(_read(tmp_path, text), "vat_number", "iban", "uscc", "awb_number", "gtin", "sscc")

    assert dict(found) == {
        "vat_number": "DE136695976",
        "iban": "DE89370400440532013000",
        "uscc": "91110000600037341L",
        "awb_number": "020-12345675",
        "gtin": "5901234123457",
        "sscc": "340123450000000017",
    }
    assert len(found) == 6


@pytest.mark.parametrize(
    "noise",
    ["1234567890" * 1_000_000, "1 2 3 4 5 " * 1_000_000, "AB1C-" * 200_000, "FedEx tracking 1234 " * 100_000],
    ids=["one run", "single digits", "letters", "labels"],
)
def test_noise_costs_no_more_than_seconds(tmp_path: Path, noise: str) -> None:
    """Ten megabytes on a page, or a million digits."""
    began = spent()
    reading = _read(tmp_path, noise)

    assert spent() - began < 8
    assert _facts(reading) == []


@pytest.mark.parametrize(
    "form", [f for f in FORMS if f.check in {"mod10", "luhn", "iban", "mod37_36"}], ids=lambda f: f.form
)
def test_one_wrong_digit_is_always_noticed(form: NumberForm) -> None:
    """Of check digits that promise it."""
    number = form.valid[0]
    for place, digit in enumerate(number):
        for other in set("0123456789") - {digit} if digit.isdigit() else ():
            match = form.fits.fullmatch(number[:place] + other + number[place + 1 :])
            start = match.start("checked") if match and "checked" in form.fits.groupindex else 0

            assert match is None or place < start or not form.passes(match)
