"""What the lost goods come to: shares of freight and duty, salvage, and what is told where they cannot be reckoned."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidencekit import Review, review
from evidencekit.model.money import Money


def _reviewed(folder: Path, loss: str, *goods: str) -> Review:
    folder.mkdir(exist_ok=True)
    (folder / "note.txt").write_text("Two cartons were crushed.", "utf-8")
    lines = "".join(f"[[goods]]\n{each}\n" for each in goods)
    (folder / "case.toml").write_text(f"[loss]\n{loss}\n{lines}", "utf-8")
    return review(folder, recipients=["generic"], today=date(2026, 10, 20))


def _line(sent: int, lost: int, cost: str, more: str = "") -> str:
    return f'sku = "S{cost}"\nquantity = {sent}\nquantity_lost = {lost}\nunit_cost = "{cost}"\n{more}'


def _codes(looked: Review) -> set[str]:
    return {f.code for f in looked.findings}


def test_each_line_gets_its_share_of_freight_by_value(tmp_path: Path) -> None:
    """A quarter of the value was lost, so a quarter of what was paid to move it."""
    looked = _reviewed(
        tmp_path / "case", 'freight = "80.00 USD"', _line(10, 5, "4.00 USD"), _line(40, 0, "1.00 USD")
    )

    first, second = looked.particulars.goods
    assert first.freight == Money(Decimal("20.00"), "USD")
    assert second.freight is None
    assert looked.particulars.amount == Money(Decimal("40.00"), "USD")
    assert "plus the share of freight" in looked.particulars.amount_basis


def test_a_share_is_rounded_as_its_currency_is(tmp_path: Path) -> None:
    """Yen have no decimals, dinars three."""
    yen = _reviewed(tmp_path / "a", 'duty = "1000 JPY"', _line(3, 1, "700 JPY"))
    dinar = _reviewed(tmp_path / "b", 'duty = "10.000 KWD"', _line(3, 1, "7 KWD"))

    assert yen.particulars.goods[0].duty == Money(Decimal(333), "JPY")
    assert dinar.particulars.goods[0].duty == Money(Decimal("3.333"), "KWD")


@settings(max_examples=25)
@given(
    lines=st.lists(
        st.tuples(st.integers(1, 500), st.decimals("0.01", "900", places=2)), min_size=1, max_size=6
    ),
    freight=st.decimals("0.01", "5000", places=2),
)
def test_shares_of_a_total_loss_come_to_the_whole(
    tmp_path_factory: pytest.TempPathFactory, lines: list[tuple[int, Decimal]], freight: Decimal
) -> None:
    """Apart from half a cent a line, which rounding costs."""
    goods = [_line(sent, sent, f"{cost} USD") for sent, cost in lines]

    looked = _reviewed(tmp_path_factory.mktemp("case"), f'freight = "{freight} USD"', *goods)

    shares = [g.freight.amount for g in looked.particulars.goods if g.freight is not None]
    assert abs(sum(shares) - freight) <= Decimal("0.005") * len(lines)


@settings(max_examples=25)
@given(
    lines=st.lists(
        st.tuples(
            st.integers(1, 500),
            st.integers(1, 500),
            st.decimals("0.001", "900", places=4),
            st.decimals("0", "3", places=3),
        ),
        min_size=1,
        max_size=6,
    ),
    freight=st.decimals("0.01", "5000", places=2),
    currency=st.sampled_from([("USD", 2), ("JPY", 0), ("KWD", 3)]),
)
def test_what_is_shown_adds_up_to_the_sum_that_is_shown(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[tuple[int, int, Decimal, Decimal]],
    freight: Decimal,
    currency: tuple[str, int],
) -> None:
    """Every part of a line and every line can be paid, and a reader who adds them up comes to the demand."""
    code, digits = currency
    goods = [
        _line(max(sent, lost), lost, f"{cost} {code}", f'salvage = "{salvage} {code}"')
        for sent, lost, cost, salvage in lines
    ]

    looked = _reviewed(tmp_path_factory.mktemp("case"), f'freight = "{freight} {code}"', *goods)

    def shown(money: Money | None) -> Decimal:
        amount = Decimal(0) if money is None else money.amount
        assert amount == round(amount, digits)
        return amount

    nets = [shown(g.amount) + shown(g.freight) - shown(g.salvage) for g in looked.particulars.goods]
    assert nets == [shown(g.net) for g in looked.particulars.goods]
    assert sum(nets) == shown(looked.particulars.amount)
    assert [g.unit_cost for g in looked.particulars.goods] == [Money(c, code) for _, _, c, _ in lines]


@pytest.mark.parametrize(
    "goods",
    [
        _line(10, 5, "4.00 EUR"),
        'sku = "S"\nquantity_lost = 5\nunit_cost = "4.00 USD"',
        'sku = "S"\nquantity = 10\nquantity_lost = 5',
    ],
    ids=["another currency", "no quantity", "no cost"],
)
def test_freight_that_cannot_be_shared_out_is_told(tmp_path: Path, goods: str) -> None:
    """Money that a person states is never left out in silence."""
    looked = _reviewed(tmp_path / "case", 'freight = "80.00 USD"', goods)

    assert "not-shared-out" in _codes(looked)


def test_salvage_above_the_loss_is_told(tmp_path: Path) -> None:
    """A slip of a digit would claim less than nothing."""
    looked = _reviewed(tmp_path / "case", "", _line(10, 5, "4.00 USD", 'salvage = "250.00 USD"'))

    assert "salvage-too-high" in _codes(looked)


def test_costs_in_another_currency_are_told_as_such(tmp_path: Path) -> None:
    """Not as a unit cost that is missing."""
    looked = _reviewed(tmp_path / "case", "", _line(10, 5, "4.00 USD", 'repair = "20.00 EUR"'))

    assert looked.particulars.amount is None
    assert any("another currency" in f.message for f in looked.findings if f.code == "amount-unknown")


def test_what_a_delay_cost_is_not_reckoned_from_goods_that_came_whole(tmp_path: Path) -> None:
    """Nor is the freight shared out: it caps what is owed for a delay."""
    late = 'type = "delay"\nfreight = "80.00 USD"'
    looked = _reviewed(tmp_path / "a", late, _line(10, 0, "4.00 USD"))
    stated = _reviewed(tmp_path / "b", f'{late}\namount = "30.00 USD"', _line(10, 0, "4.00 USD"))
    spoilt = _reviewed(tmp_path / "c", late, _line(10, 5, "4.00 USD"))

    assert looked.particulars.amount is None
    assert "What the delay cost is not known" in next(
        f.message for f in looked.findings if f.code == "amount-unknown"
    )
    assert "not-shared-out" not in _codes(looked)
    assert [a.loss for a in stated.assessments] == [Money(Decimal("30.00"), "USD")]
    assert spoilt.particulars.amount == Money(Decimal("60.00"), "USD")
