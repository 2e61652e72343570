"""The columns of a table, by what stands above them in the languages of trade; and the goods in its rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from evidencekit.cues import folded, tokens
from evidencekit.extractors.money import amount_of, currency_in
from evidencekit.model.evidence import Line, Table
from evidencekit.model.money import Money

_HEADINGS = {
    "sku": "sku; merchant sku; msku; seller sku; item no; item number; item code; item; article; article no; article number; art no; part no; part number; product code; model; model no; style no; artikel; artikelnummer; artikel nr; art nr; référence; réf; code article; referencia; código; codice; artikelcode; 货号; 型号; 料号; 商品编码; 产品编号",
    "description": "description; description of goods; item description; product; product name; product description; goods; title; name of goods; contents; commodity; details; bezeichnung; artikelbezeichnung; beschreibung; inhalt; warenbezeichnung; désignation; libellé; contenu; descripción; contenido; mercancía; descrizione; omschrijving; nazwa; opis; 品名; 货物名称; 商品名称; 产品名称; 名称; 描述; 品名规格; 货物描述",
    "quantity": "quantity; qty; units; pcs; pieces; total qty; total quantity; total pcs; total pieces; total units; quantity shipped; qty shipped; units shipped; shipped; shipped qty; shipped quantity; units expected; expected; expected qty; quantity expected; requested quantity; ordered; qty ordered; quantity ordered; menge; stück; stückzahl; anzahl; gesamtmenge; quantité; qté; qté totale; nombre; cantidad; unidades; uds; cant; quantità; qtà; aantal; ilość; quantidade; 数量; 总数量; 件数; 总数; 发货数量; 应收数量",
    "quantity_received": "units located; located; units received; received; quantity received; qty received; received qty; received quantity; actual received; accepted; erhalten; empfangen; reçu; qté reçue; recibido; cantidad recibida; ontvangen; 实收数量; 收货数量; 已收数量",
    "per_carton": "qty ctn; qty per carton; pcs ctn; pcs per carton; units per box; units per carton; pieces per carton; qty carton; pack; packing; stück pro karton; qté colis; unidades por caja; 每箱数量; 装箱数; 装箱量",
    "cartons": "cartons; ctns; ctn; total cartons; total ctns; no of cartons; number of cartons; packages; pkgs; boxes; no of packages; kartons; packstücke; kolli; colis; nombre de colis; cartones; bultos; cajas; colli; 箱数; 总箱数; 箱",
    "gross_weight_kg": "gross kg; gross weight; gross weight kg; gross weight kgs; g w; g w kg; g w kgs; gw; gw kg; gw kgs; total g w; total gross weight; total g w kg; total g w kgs; gross; brutto kg; bruttogewicht; bruttogewicht kg; poids brut; poids brut kg; peso bruto; peso bruto kg; peso lordo; brutogewicht; 毛重; 毛重 kg; 总毛重; 毛重 kgs",
    "gross_weight_lb": "gross weight lb; gross weight lbs; gross lbs; weight lbs; g w lbs; g w lb",
    "unit_cost": "unit price; price; unit cost; unit; u price; rate; price each; each; unit price usd; unit price rmb; unit price cny; unit price eur; einzelpreis; preis; prix unitaire; p u; pu ht; precio; precio unitario; prezzo; prijs; cena; 单价; 单价 usd; 单价 rmb",
    "amount": "amount; total; line total; total price; total amount; total value; ext price; extended price; value; amount usd; amount rmb; amount cny; amount eur; betrag; gesamtpreis; gesamt; montant; montant ht; total ht; importe; importo; bedrag; wartość; 金额; 总价; 总金额; 金额 usd",
    "fnsku": "fnsku",
    "asin": "asin",
    "at": "date; event date; return date; request date; shipment date; approval date; received date; date and time; datum; fecha; 日期",
}  # fmt: skip
_BY_WORDS = {tokens(folded(h)): field for field, names in _HEADINGS.items() for h in names.split(";")}
_TOTAL = re.compile(
    r"^\W{0,3}(?:grand |sub)?(?:total|totals|totaux|totale|summe|gesamt|insgesamt|suma|合计|总计|合計|總計)\b",
    re.IGNORECASE,
)
_HEADING_ROWS, _MOST_ROWS = 40, 2_000
_KILOS = Decimal("0.45359237")
"""One pound, exactly (NIST Handbook 44)."""


@dataclass(frozen=True, slots=True)
class Goods:
    """The lines of a table of goods, and the sums of its last row where it has one."""

    lines: tuple[Line, ...]
    cartons: int | None
    gross_weight_kg: Decimal | None
    summed: bool
    """Whether the sums stand in the table; else they were added up."""


def goods_in(table: Table) -> Goods | None:
    """Return the goods that a table lists; None where it lists something else, such as movements by date."""
    place = columns_of(table)
    if place is None:
        return None
    row, columns = place
    known = set(columns)
    counted = "quantity" in known or {"per_carton", "cartons"} <= known or "quantity_received" in known
    if not counted or "at" in known or not known & {"sku", "fnsku", "description"}:
        return None
    # A currency that stands in the format of a cell is shown, but no part of its value.
    shown = (table.shown or table.rows)[: row + 40]
    currency = currency_in(" ".join(" ".join(cells) for cells in shown)[:20_000])
    lines: list[Line] = []
    sums: dict[str, str] = {}
    for cells in table.rows[row + 1 : row + 1 + _MOST_ROWS]:
        if any(_TOTAL.match(c.strip()) for c in cells[:6]):
            sums = sums or named(columns, cells)
            continue
        line = _line(named(columns, cells), currency)
        if line is not None:
            lines.append(line)
    return _with_sums(lines, sums) if lines else None


def columns_of(table: Table) -> tuple[int, dict[str, int]] | None:
    """Return the row of the headings and the place of each known column: the first row that has two of them, one of goods."""
    for number, cells in enumerate(table.rows[:_HEADING_ROWS]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(cells):
            field = heading_of(cell)
            if field is not None:
                columns.setdefault(field, place)
        if len(columns) >= 2 and columns.keys() & {"sku", "fnsku", "description", "quantity"}:
            return number, columns
    return None


def named(columns: dict[str, int], cells: tuple[str, ...]) -> dict[str, str]:
    """Return the cells of a row by the names of their columns; empty ones are left out."""
    return {f: cells[n].strip() for f, n in columns.items() if n < len(cells) and cells[n].strip()}


def number_of(text: str | None) -> Decimal | None:
    """Read a number as a sheet stores it, or as a person typed it; units behind it do not matter."""
    if not text:
        return None
    text = re.sub(
        r"\s*(?:kgs?|lbs?|pcs|ctns?|pieces|cartons|件|箱|个|套)\.?$",
        "",
        text.strip()[:40],
        flags=re.IGNORECASE,
    )
    try:
        number = Decimal(text)
    except InvalidOperation:
        return amount_of(text)
    return number if number.is_finite() else None


def heading_of(cell: str) -> str | None:
    """Return the column that a heading names; two languages in one cell are tried one by one."""
    words = tokens(folded(cell[:60]))
    if words in _BY_WORDS:
        return _BY_WORDS[words]
    latin = tuple(w for w in words if w.isascii())
    han = tuple(w for w in words if not w.isascii())
    return (_BY_WORDS.get(latin) or _BY_WORDS.get(han)) if latin and han else None


def _line(cells: dict[str, str], currency: str | None) -> Line | None:
    cartons = number_of(cells.get("cartons"))
    quantity = number_of(cells.get("quantity"))
    per_carton = number_of(cells.get("per_carton"))
    if quantity is None and per_carton is not None and cartons is not None:
        quantity = per_carton * cartons
    received = number_of(cells.get("quantity_received"))
    if (quantity is None and received is None) or not any(
        f in cells for f in ("sku", "fnsku", "description")
    ):
        return None
    pounds = number_of(cells.get("gross_weight_lb"))
    unit, amount = number_of(cells.get("unit_cost")), number_of(cells.get("amount"))
    return Line(
        sku=cells.get("sku"),
        description=cells.get("description"),
        quantity=quantity,
        quantity_received=received,
        unit_cost=Money(unit, currency) if unit is not None and currency else None,
        amount=Money(amount, currency) if amount is not None and currency else None,
        fnsku=cells.get("fnsku"),
        asin=cells.get("asin"),
        cartons=int(cartons) if cartons is not None else None,
        gross_weight_kg=number_of(cells.get("gross_weight_kg")) or (pounds * _KILOS if pounds else None),
    )


def _with_sums(lines: list[Line], sums: dict[str, str]) -> Goods:
    cartons, weight = number_of(sums.get("cartons")), number_of(sums.get("gross_weight_kg"))
    if cartons is not None or weight is not None:
        return Goods(tuple(lines), int(cartons) if cartons is not None else None, weight, summed=True)
    counts = [line.cartons for line in lines]
    added = sum(c for c in counts if c is not None) if counts and None not in counts else None
    return Goods(tuple(lines), added, None, summed=False)


def dated_rows(table: Table) -> Iterator[dict[str, str]]:
    """Give the rows of a report by the names in its first row, in lower case with single spaces."""
    if not table.rows:
        return
    names = [re.sub(r"[\s_-]+", " ", c).strip().casefold() for c in table.rows[0]]
    for cells in table.rows[1 : 1 + _MOST_ROWS]:
        yield {n: c.strip() for n, c in zip(names, cells, strict=False) if n and c.strip()}
