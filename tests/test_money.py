"""Amounts: every usual way to write them, and nothing where they could be two."""

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evidencekit.extractors.locale import Locale, locale_of
from evidencekit.extractors.money import (
    amount_of,
    amounts_in,
    currencies_in,
    currency_in,
    currency_of,
    decimal_mark_of,
)

NOWHERE = Locale(None, frozenset())


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1'234.50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("12 300,00", "12300.00"),
        ("12\u202f300,00", "12300.00"),
        ("(123.45)", "-123.45"),
        ("-12,50", "-12.50"),
        ("−12,50", "-12.50"),
        ("1.485,60-", "-1485.60"),
        ("12,50", "12.50"),
        ("1,234,567", "1234567"),
        ("12,34,567.89", "1234567.89"),
        ("0.125", "0.125"),
        ("1234.567", "1234.567"),
        ("１，２３４．５６", "1234.56"),
        ("7", "7"),
    ],
)
def test_an_amount_is_read_as_documents_write_it(written: str, value: str) -> None:
    """Both separators, signs before and behind, brackets for minus, India's groups, full-width figures."""
    assert Decimal(value) == amount_of(written)


@pytest.mark.parametrize("written", ["1.234", "12,300", "1,23,45", "1.2.3", "1,2345,678", "", "-", "1" * 30])
def test_an_amount_that_could_be_two_or_is_none_is_not_read(written: str) -> None:
    """`1.234` is a thousand in Germany and little more than one elsewhere."""
    assert amount_of(written) is None


def test_the_decimal_mark_settles_it() -> None:
    """What the rest of the document shows decides."""
    assert amount_of("1.234", ",") == Decimal(1234)
    assert amount_of("1.234", ".") == Decimal("1.234")


STYLES = [(",", "."), (".", ","), ("'", "."), ("’", "."), ("\u00a0", ","), ("\u202f", ",")]


def _written(value: Decimal, group: str, mark: str) -> str:
    return f"{value:,.2f}".replace(",", "\0").replace(".", mark).replace("\0", group)


@given(
    st.decimals(0, 10**11, places=2), st.sampled_from(STYLES), st.sampled_from(["{}", "-{}", "({})", "{}-"])
)
def test_what_is_written_is_read(value: Decimal, style: tuple[str, str], sign: str) -> None:
    """Any amount in any style comes back exact, with its sign, alone and in a text."""
    written = sign.format(_written(value, *style))
    expected = value if sign == "{}" else -value

    assert amount_of(written) == expected
    assert [w.value(None) for w in amounts_in(f"Summe: {written} EUR")] == [expected]


@given(st.text(alphabet="0123456789.,'-() €$", max_size=30))
@example("1.1." * 7)
def test_nothing_is_read_that_is_not_written(text: str) -> None:
    """Whatever comes out has only digits that stand in the text, in their order."""
    value = amount_of(text)

    if value is not None:
        assert str(abs(value)).replace(".", "").lstrip("0") in "".join(c for c in text if c.isdigit())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tax 15% on $ 112.90 $ 16.94", [("15", None), ("112.90", "$"), ("16.94", None)]),
        ("RMB 12,300.00", [("12,300.00", "RMB")]),
        ("12 300,00 zł", [("12 300,00", "zł")]),
        ("kr 1 200", [("1 200", "kr")]),
        ("1.250,-- EUR", [("1250", "EUR")]),
        ("HK$12.00", [("12.00", "HK$")]),
        ("€-9,32", [("9,32", "€")]),
        ("￥１２．００", [("12.00", "¥")]),
        ("01.05.2014 10:30", []),
    ],
)
def test_amounts_stand_in_a_text_with_their_currency(text: str, found: list[tuple[str, str | None]]) -> None:
    """Signs before and behind; dates and times are no amounts."""
    assert [(w.figures, w.currency) for w in amounts_in(text)] == found


@pytest.mark.parametrize(
    ("word", "country", "code"),
    [
        ("$", "US", "USD"), ("$", "CA", "CAD"), ("¥", "CN", "CNY"), ("¥", "JP", "JPY"), ("kr", "SE", "SEK"),
        ("kr.", "DK", "DKK"), ("Rs", "IN", "INR"), ("Rs.", "PK", "PKR"), ("US$", "CN", "USD"), ("RMB", "US", "CNY"),
    ],
)  # fmt: skip
def test_a_sign_of_several_currencies_is_that_of_the_country(word: str, country: str, code: str) -> None:
    """Dollars, yuan and yen, crowns, rupees."""
    assert currency_of(word, Locale(None, frozenset({country}))) == code


@pytest.mark.parametrize("word", ["$", "¥", "kr", "Rs"])
def test_a_sign_of_several_currencies_is_none_without_a_country_or_with_two(word: str) -> None:
    """Nothing is guessed."""
    assert currency_of(word, NOWHERE) is None
    assert (
        currency_of(word, Locale(None, frozenset({"US", "CA", "CN", "JP", "SE", "DK", "IN", "PK"}))) is None
    )


def test_a_currency_is_read_only_where_there_is_one() -> None:
    """Two currencies on one document give none; a code that is a word of trade counts beside a figure."""
    assert currency_in("Total USD 5.00") == "USD"
    assert currency_in("USD 5.00 = EUR 4.60") is None
    assert currencies_in("PEN SET 12 pcs") == set()
    assert currencies_in("PEN 12.00") == {"PEN"}


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["Menge 1.000 Stk", "Summe 1.234,56"], ","),
        (["12 pcs at 1,000", "Total 1,234.56"], "."),
        (["netto 100,00 €"], ","),
        (["1,234.56", "1.234,56"], None),
        (["1.234"], None),
        (["Version 2.10 of 01.05.2014"], None),
    ],
)
def test_one_amount_settles_the_decimal_mark_of_the_document(texts: list[str], mark: str | None) -> None:
    """One supplier may write two: then nothing is settled."""
    assert decimal_mark_of(texts, NOWHERE) == mark


def test_the_language_settles_it_where_no_amount_does() -> None:
    """A German invoice over `1.234` euros; a Swiss one may be either."""
    german = "Rechnung Rechnungsdatum Menge Einzelpreis Gesamtbetrag: 1.234"

    assert decimal_mark_of([german], locale_of([german])) == ","
    assert decimal_mark_of([german], locale_of([f"{german} Schweiz"])) is None


@pytest.mark.parametrize(
    "text", ["1" * 200_000, "1 " * 100_000, "1.1." * 50_000, "$" * 200_000, "1 111 " * 30_000]
)
def test_a_wall_of_figures_takes_no_longer_than_it_is_long(text: str) -> None:
    """No pattern runs away."""
    assert len(list(amounts_in(text))) <= len(text)
