"""Make invoices as suppliers print them: the layouts of `invoices/`, filled in; each with what it says.

A layout is lines of cells, `20 text | >190 text`: millimetres from the left, to the right edge where `>` stands before.
A line that begins with `*` is repeated for every item. The heading names language, number, date and currency as that
supplier writes them. They were written from how such papers look, not from the labels that are read.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from evidencekit.paper.fonts import REGULAR, register

_LAYOUTS = Path(__file__).parent / "invoices"
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
_NAMES = {
    "zh": ("陶瓷杯", "竹砧板", "台灯", "保温杯"),
    "ja": ("陶器マグ", "まな板", "ランプ"),
}
_GOODS = (
    "Stoneware mug 350 ml",
    "Bamboo board 30 x 20",
    "Desk lamp LED",
    "Yoga mat 6 mm",
    "Kettle 0.8 l",
    "Phone tripod",
)
_SELLERS = {"zh": ("深圳明亮贸易有限公司", "上海测试科技有限公司"), "ja": ("株式会社サンプル",)}
_BUYERS = {"zh": ("杭州示例电子商务有限公司",), "ja": ("見本商事株式会社",)}
_RATES = {
    "de": 19,
    "fr": 20,
    "es": 21,
    "it": 22,
    "nl": 21,
    "pl": 23,
    "pt": 23,
    "sv": 25,
    "da": 25,
    "no": 25,
    "zh": 13,
    "ja": 10,
}
_CENT = Decimal("0.01")
_FONTS = {"zh": "STSong-Light", "ja": "HeiseiMin-W3"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How one supplier prints invoices."""

    name: str
    language: str
    figures: str
    days: str
    plain: str
    """The form of an amount in a line."""
    money: str
    """The form of a sum."""
    currency: str
    number: str
    credit: bool
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MadeInvoice:
    """An invoice on paper, and what it says."""

    file: Path
    number: str
    day: date
    total: Decimal
    tax: Decimal | None
    currency: str
    seller: str
    buyer: str
    items: int
    priced: bool
    """Its lines say quantity and price, not the amount alone."""


def layouts() -> Iterator[Layout]:
    """Give every layout of the folder, in order."""
    for file in sorted(_LAYOUTS.glob("*.txt")):
        for block in file.read_text("utf-8").split("=== ")[1:]:
            heading, _, rows = block.partition("\n")
            name, language, figures, days, forms, currency, number = (f.strip() for f in heading.split(" | "))
            plain, _, money = forms.partition("/")
            credit = number.endswith(" credit")
            yield Layout(
                name, language, figures, days, plain, money, currency, number.removesuffix(" credit"), credit,
                tuple(rows.rstrip("\n").split("\n")),
            )  # fmt: skip


def make(layout: Layout, seed: int, folder: Path) -> MadeInvoice:
    """Write an invoice into a folder; the same seed gives the same words, figures and order of drawing."""
    rng = random.Random(f"{layout.name} {seed}")  # noqa: S311 - papers, not secrets
    # PDFium leaves single digits out that are set in a font for Chinese.
    least = 10 if layout.language in _FONTS else 1
    items = [(rng.randrange(least, 60), _cost(rng, layout)) for _ in range(rng.choice((1, 2, 3, 5, 8, 45)))]
    words = "\n".join(layout.rows)
    net = sum((quantity * price for quantity, price in items), Decimal(0))
    ship = _rounded(Decimal(rng.randrange(500, 9000)) / 100, layout) if "{ship}" in words else Decimal(0)
    rate = _RATES.get(layout.language, rng.choice((5, 7, 8, 10, 20)))
    taxed = "{tax}" in words or "{half}" in words
    tax = _rounded(net * rate / 100, layout) if taxed else Decimal(0)
    if "{half}" in words:
        tax = 2 * _rounded(tax / 2, layout)
    total = net + tax + ship
    prepaid = _rounded(total * 3 / 10, layout)
    day = date(2024, 1, 1) + timedelta(days=rng.randrange(1000))
    number = "".join(str(rng.randrange(10)) if c == "#" else c for c in layout.number)
    told = {
        "number": number, "date": _day(day, layout), "due": _day(day + timedelta(days=30), layout),
        "order_date": _day(day - timedelta(days=rng.randrange(1, 20)), layout), "order": f"PO-{rng.randrange(10**6):06d}",
        "seller": rng.choice(_SELLERS.get(layout.language, ("Brightway Trading GmbH", "Nordic Pottery AB", "Atelier Blanc SARL", "Evercraft Ltd"))),
        "buyer": rng.choice(_BUYERS.get(layout.language, ("Harbor Home Goods LLC", "Muster Handel KG", "Casa Azul SL"))),
        "street": rng.choice(("1200 Pine Street", "Kaiserstraße 5", "22 Quay Road")),
        "city": rng.choice(("Springfield", "60311 Frankfurt", "Oldtown")), "rate": str(rate), "pieces": str(sum(q for q, _ in items)),
        **{name: _money(value, layout.money, layout) for name, value in (
            ("net", net), ("tax", tax), ("half", tax / 2), ("ship", ship), ("total", total), ("prepaid", prepaid), ("payable", total - prepaid))},
    }  # fmt: skip
    file = folder / f"{layout.name} {seed}.pdf"
    _draw(file, layout, list(_lines(layout, told, items, rng)), rng)
    return MadeInvoice(
        file, number, day, total, tax if taxed else None, layout.currency, told["seller"], told["buyer"], len(items),
        priced="{price}" in words or "{plain_price}" in words,
    )  # fmt: skip


def _cost(rng: random.Random, layout: Layout) -> Decimal:
    return _rounded(Decimal(rng.randrange(100, 90_000)) / 100, layout)


def _rounded(value: Decimal, layout: Layout) -> Decimal:
    return value.quantize(Decimal(1) if layout.currency == "JPY" else _CENT, ROUND_HALF_UP)


def _figures(value: Decimal, layout: Layout) -> str:
    text = f"{value:,.0f}" if layout.currency == "JPY" else f"{value:,.2f}"
    if layout.figures == "1,23,456.78":
        whole, _, cents = f"{value:.2f}".partition(".")
        head, tail = whole[:-3], whole[-3:]
        groups = re.findall(r"\d{1,2}", head[len(head) % 2 :])
        return ",".join([g for g in (head[: len(head) % 2], *groups, tail) if g]) + "." + cents
    group, decimal = {"1.234,56": (".", ","), "1 234,56": (" ", ","), "1'234.56": ("'", ".")}.get(
        layout.figures, (",", ".")
    )
    return text.replace(",", "\0").replace(".", decimal).replace("\0", group)


def _money(value: Decimal, form: str, layout: Layout) -> str:
    return form.replace("{}", _figures(value, layout))


def _day(day: date, layout: Layout) -> str:
    months = _MONTHS.get(layout.language, _MONTHS["en"]).split()
    month = months[day.month - 1]
    parts = {
        "YYYY": f"{day:%Y}", "Month": month, "Mon": _MONTHS["en"].split()[day.month - 1][:3], "MM": f"{day:%m}",
        "DD": f"{day:%d}", "YY": f"{day:%y}", "M": str(day.month), "D": str(day.day),
    }  # fmt: skip
    return re.sub("YYYY|Month|Mon|MM|DD|YY|M|D", lambda m: parts[m[0]], layout.days)


def _lines(
    layout: Layout, told: dict[str, str], items: list[tuple[int, Decimal]], rng: random.Random
) -> Iterator[str]:
    for row in layout.rows:
        if not row.startswith("*"):
            yield _filled(row, told)
            continue
        for position, (quantity, price) in enumerate(items, 1):
            amount = quantity * price
            yield _filled(row[1:].strip(), told | {
                "pos": str(position), "qty": str(quantity), "sku": f"{rng.choice('ABCM')}{rng.choice('UTX')}-{rng.randrange(100, 9999)}",
                "name": rng.choice(_NAMES.get(layout.language, _GOODS)), "price": _money(price, layout.plain, layout),
                "amount": _money(amount, layout.plain, layout), "plain_price": _figures(price, layout), "plain_amount": _figures(amount, layout),
                "gross": _money(amount + _rounded(amount * int(told["rate"]) / 100, layout), layout.plain, layout),
            })  # fmt: skip


def _filled(row: str, told: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: told[m[1]], row)


def _draw(file: Path, layout: Layout, lines: list[str], rng: random.Random) -> None:
    """Draw the cells of each page row by row, column by column, or backwards: the order of a PDF tells nothing."""
    font = _font(layout)
    canvas = Canvas(str(file), pagesize=A4, invariant=True)
    order = rng.choice(("rows", "columns", "backwards"))
    size, per_page = rng.choice((9, 10)), 42
    for first in range(0, len(lines), per_page):
        canvas.setFont(font, size)
        cells = [
            (number, *_placed(cell))
            for number, line in enumerate(lines[first : first + per_page])
            for cell in line.split(" | ")
            if re.match(r">?\d+ ", cell.strip())
        ]
        if order == "columns":
            cells.sort(key=lambda c: (c[1], c[0]))
        for number, x, right, text in reversed(cells) if order == "backwards" else cells:
            draw = canvas.drawRightString if right else canvas.drawString
            draw(x * mm, 280 * mm - number * 6 * mm, text)
        canvas.showPage()
    canvas.save()


def _placed(cell: str) -> tuple[int, bool, str]:
    place, _, text = cell.strip().partition(" ")
    return int(place.lstrip(">")), place.startswith(">"), text


def _font(layout: Layout) -> str:
    register()
    name = _FONTS.get(layout.language, REGULAR)
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return name
