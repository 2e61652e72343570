"""Cite: give the values of a letter the page of the exhibit on which each of them stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from evidencekit.claimwords import fact_words
from evidencekit.language import Language
from evidencekit.letterdue import Standing
from evidencekit.lettertext import Cited, Gap, Links, Place, Row
from evidencekit.lostgoods import PROOF_OF_COST, same_goods
from evidencekit.model.evidence import Exhibit, Fact, Line, Scan
from evidencekit.model.money import Money
from evidencekit.model.particulars import LostGoods, Particular
from evidencekit.model.vocabulary import Event, Kind
from evidencekit.onpage import stands_in, value_key
from evidencekit.wording import ConsignmentWords, GoodsWords, LineWords, UnitWords, Wording

MOST_LINES = 1_000
"""Lines of goods that are cited; the exhibit column of a longer list says where its numbers come from all the same."""
_FIELDS: Mapping[str, tuple[str, ...]] = {
    **{
        name: (name,)
        for name in (
            "carrier", "tracking_number", "bol_number", "awb_number", "pro_number", "container_number", "seal_number", "vessel",
            "voyage", "fba_shipment_id", "shipper", "consignee", "packages", "packages_affected", "declared_value",
            "insured_value", "policy_number",
        )
    },
    "route": ("port_of_loading", "port_of_discharge"),
    "ship_date": tuple(
        e.value
        for e in (
            Event.SHIP_DATE, Event.HANDOVER_DATE, Event.CARRIER_ACCEPTANCE_DATE, Event.POSTING_DATE, Event.AWB_ISSUE_DATE,
            Event.BOL_DATE,
        )
    ),
    "delivery_date": (Event.DELIVERY_DATE.value, Event.FC_DELIVERY_DATE.value),
    "gross_weight": ("gross_weight_kg",),
    "affected_weight": ("affected_weight_kg",),
}  # fmt: skip
"""Which particulars each name of a consignment is written from."""
_ACCOUNT = (Event.LAST_SCAN_DATE.value, "exception")
"""What the account of the loss tells beside them; of the day of discovery it speaks only where that is a day of its own."""
_SHORT = 4
"""A value of fewer characters is cited only where it is all that is written, or begins it: a `2` may be anything's."""
_SHOW_QUANTITY = (Kind.PACKING_LIST, Kind.INVENTORY_REPORT, Kind.BILL_OF_LADING, Kind.COMMERCIAL_INVOICE)
_THE_CLAIMANTS = ("amount", "description", "loss_type")
_SURE = 0.5
_CHINESE = 0x2E80
"""From here on characters are words of their own."""
_TRIED = 8
_MOST_DATES = 400
"""Of one exhibit; a chronology tells the first and last scans of a longer history."""

Table = Mapping[str, Place]
"""What is written, and where it stands; what two particulars write alike and show on different pages is not in it."""


def cite(told: Wording, at: Standing, language: Language) -> Wording:
    """Return the words with the places at which they stand; the texts are the same, and so are all comparisons of them.

    A value that a person stated, that was reckoned, or that stands on no exhibit that is sent has no place.
    """
    pages = _Pages({e.path: e for e in at.exhibits if e.label}, at, language)
    table = pages.table([*dict.fromkeys(n for each in _FIELDS.values() for n in each), *_ACCOUNT])
    loss = replace(
        told.loss,
        account=_in_sentence(told.loss.account, table),
        discovered=_in_text(told.loss.discovered, pages.table([Event.DISCOVERY_DATE.value])),
        amount=_sum(told.loss.amount, None if at.assessment.recovered else at.particulars.amount, at, pages),
        total=_sum(told.loss.total, at.particulars.amount, at, pages),
    )
    moments = _moments(pages, language)
    return replace(
        told,
        consignment=_consignment(told.consignment, table, pages),
        loss=loss,
        goods=_goods(told.goods, at, pages),
        units=_units(told.units, pages, language),
        asked=_asked(told.asked, at, pages, language),
        chronology=tuple(replace(r, when=_moment(r.when, r.exhibits, moments)) for r in told.chronology),
        schedule=tuple(replace(r, dated=_moment(r.dated, r.link, moments)) for r in told.schedule),
    )


class _Pages:
    """The exhibits that are sent, and where on them facts stand."""

    def __init__(self, exhibits: Mapping[str, Exhibit], at: Standing, language: Language) -> None:
        self.exhibits = exhibits
        """By path."""
        self._at, self._language = at, language
        self._known: dict[str, dict[str, tuple[Place, ...]]] = {}

    def of(self, fact: Fact, value: object) -> Place | None:
        """Return where a fact stands; a file that has no pages of its own is looked through once it has."""
        exhibit = self.exhibits.get(fact.source)
        if exhibit is None or exhibit.label is None:
            return None
        page = fact.page if exhibit.reading.pages is not None else None
        return Place(exhibit.label, page or 0, value_key(value))

    def table(self, names: Iterable[str]) -> dict[str, Place]:
        """Return what letters write of these particulars, and where each stands."""
        places: dict[str, tuple[Place, ...]] = {}
        for name in dict.fromkeys(names):
            for written, shown in self._of(name).items():
                known = places.get(written)
                places[written] = shown if known is None else tuple(p for p in known if p in shown)
        return {written: shown[0] for written, shown in places.items() if shown}

    def _of(self, name: str) -> dict[str, tuple[Place, ...]]:
        if name not in self._known:
            found = self._known[name] = {}
            for entry in self._at.particulars.all(name):
                shown = self._best(entry)
                for written in _written(entry, self._language):
                    found[written] = found.get(written) or shown
        return self._known[name]

    def _best(self, entry: Particular) -> tuple[Place, ...]:
        """Return where a value stands: first where it can be read in the text of a paper, then where it is surest."""
        facts = sorted((f for f in entry.facts if f.source in self.exhibits), key=self._rank)[:_TRIED]
        found = [(p, self._reads(f, p)) for f in facts if (p := self.of(f, entry.value)) is not None]
        found.sort(key=lambda each: not each[1])
        # A carrier's name may come from the form of a number: then no page says it.
        return tuple(dict.fromkeys(p for p, read in found if read or entry.name != "carrier"))

    def _rank(self, fact: Fact) -> tuple[bool, float]:
        return self.exhibits[fact.source].kind is Kind.PHOTO, -fact.confidence

    def _reads(self, fact: Fact, place: Place) -> bool:
        texts = self.exhibits[fact.source].reading.text
        if place.page:
            texts = texts[place.page - 1 : place.page]
        return any(stands_in(place.key, text) for text in texts)


def _written(entry: Particular, language: Language) -> Iterator[str]:
    """Give the ways in which letters write a value."""
    value = entry.value
    if isinstance(value, Money):
        yield language.money(value)
    elif isinstance(value, datetime):
        yield language.moment(value)
        yield language.day(value.date())
    elif isinstance(value, date):
        yield language.day(value)
        yield language.moment(value)
    elif isinstance(value, (int, Decimal)):
        yield language.number(value) + ("\u00a0kg" if entry.name.endswith("_kg") else "")
    elif isinstance(value, str):
        yield " ".join(value.split()).rstrip(".") if entry.name == "exception" else value


def _whole(text: str, place: Place | None) -> str:
    """Cite a text that is one value."""
    if place is None or not text or isinstance(text, Gap):
        return text
    return Cited(text, ((0, len(text), place),))


def _in_text(text: str, table: Table) -> str:
    """Cite the values that stand in a text, the longest first; what only looks like one inside a longer word is none."""
    if not text or isinstance(text, Gap):
        return text
    if text in table:
        return _whole(text, table[text])
    spans: list[tuple[int, int, Place]] = []
    for written in sorted(table, key=lambda w: (-len(w), w)):
        if len(written) < _SHORT:
            if text.startswith((f"{written},", f"{written} ")) and not any(s == 0 for s, _, _ in spans):
                spans.append((0, len(written), table[written]))
            continue
        start = text.find(written)
        while start >= 0:
            end = start + len(written)
            apart = not (_joins(text[start - 1 : start]) or _joins(text[end : end + 1]))
            if apart and all(end <= s or start >= e for s, e, _ in spans):
                spans.append((start, end, table[written]))
            start = text.find(written, end)
    return Cited(text, tuple(sorted(spans, key=lambda s: s[0]))) if spans else text


def _joins(beside: str) -> bool:
    """Say whether what stands beside a value makes it a part of a longer word; Chinese writes words without spaces."""
    return beside.isalnum() and ord(beside) < _CHINESE


def _consignment(words: ConsignmentWords, table: Table, pages: _Pages) -> ConsignmentWords:
    fields = {f: _in_text(getattr(words, f), pages.table(names)) for f, names in _FIELDS.items()}
    return replace(
        words,
        **fields,
        summary=_in_sentence(words.summary, table),
        rows=_rows(words.rows, table),
        identity=_rows(words.identity, table),
    )


def _rows(rows: tuple[Row, ...], table: Table) -> tuple[Row, ...]:
    return tuple(Row(r.name, _in_text(r.value, table)) for r in rows)


def _in_sentence(text: str, table: Table) -> str:
    return _in_text(text, {w: p for w, p in table.items() if len(w) >= _SHORT})


def _asked(rows: tuple[Row, ...], at: Standing, pages: _Pages, language: Language) -> tuple[Row, ...]:
    """Cite what a form asks for; an amount and a description are the claimant's own."""
    names = [f.name for f in at.profile.facts]
    own = {fact_words(n, at.particulars, at, language) for n in names if n in _THE_CLAIMANTS}
    table = pages.table(names)
    return tuple(r if r.value in own else Row(r.name, _in_text(r.value, table)) for r in rows)


def _goods(words: GoodsWords, at: Standing, pages: _Pages) -> GoodsWords:
    goods = at.particulars.goods
    if len(goods) != len(words.lines):
        return words
    known = _Lines(pages.exhibits.values())
    lines = tuple(_line(w, g, known, pages) for w, g in zip(words.lines[:MOST_LINES], goods, strict=False))
    return replace(
        words,
        lines=(*lines, *words.lines[MOST_LINES:]),
        total_net=_sum(words.total_net, at.particulars.amount, at, pages),
    )


class _Lines:
    """The lines of all exhibits, by what they may be known by."""

    def __init__(self, exhibits: Iterable[Exhibit]) -> None:
        self._by_sku: dict[str, list[tuple[Fact, Line, Kind]]] = {}
        self._by_words: dict[str, list[tuple[Fact, Line, Kind]]] = {}
        self._nameless: dict[str, list[tuple[Fact, Line, Kind]]] = {}
        for exhibit in exhibits:
            for fact in exhibit.facts:
                if not isinstance(fact.value, Line):
                    continue
                each, words = (fact, fact.value, exhibit.kind), (fact.value.description or "").casefold()
                if fact.value.sku:
                    self._by_sku.setdefault(fact.value.sku.casefold(), []).append(each)
                else:
                    self._nameless.setdefault(words, []).append(each)
                self._by_words.setdefault(words, []).append(each)

    def about(self, goods: LostGoods) -> list[tuple[Fact, Line, Kind]]:
        """Return the lines about these goods, as `same_goods` has it: by SKU where both have one, else by the words."""
        words = (goods.description or "").casefold()
        if not goods.sku:
            return self._by_words.get(words, []) if words else []
        return [
            *self._by_sku.get(goods.sku.casefold(), ()),
            *(self._nameless.get(words, ()) if words else ()),
        ]


def _line(words: LineWords, goods: LostGoods, known: _Lines, pages: _Pages) -> LineWords:
    """Cite of one line of goods what a paper says in just these figures."""
    about = known.about(goods)
    priced = [(f, line) for f, line, _ in about if f.source in goods.sources]
    counted = [
        (f, line)
        for f, line, kind in sorted(
            about, key=lambda e: _SHOW_QUANTITY.index(e[2]) if e[2] in _SHOW_QUANTITY else 9
        )
        if kind in _SHOW_QUANTITY or f.source in goods.sources
    ]

    def shown(lines: list[tuple[Fact, Line]], of: str, value: object) -> Place | None:
        facts = [f for f, line in lines if value is not None and getattr(line, of) == value]
        return next((p for f in facts if (p := pages.of(f, value)) is not None), None)

    return replace(
        words,
        quantity=_whole(words.quantity, shown(counted, "quantity", goods.quantity)),
        unit_cost=_whole(words.unit_cost, shown(priced, "unit_cost", goods.unit_cost)),
        amount=_whole(words.amount, shown(priced, "amount", goods.amount)),
    )


def _sum(text: str, amount: Money | None, at: Standing, pages: _Pages) -> str:
    """Cite a sum where one paper that proves the cost comes to exactly that: its total, or the line of the only goods."""
    if amount is None or not text or isinstance(text, Gap):
        return text
    goods, sources = at.particulars.goods, {s for g in at.particulars.goods for s in g.sources}
    for exhibit in pages.exhibits.values():
        if exhibit.kind not in PROOF_OF_COST or (sources and exhibit.path not in sources):
            continue
        currency = exhibit.first("currency")
        for fact in exhibit.facts:
            value = fact.value
            line = (
                isinstance(value, Line)
                and value.amount == amount
                and len(goods) == 1
                and same_goods(value, goods[0].sku, goods[0].description)
            )
            total = (
                fact.name == "total"
                and value == amount.amount
                and currency is not None
                and currency.value == amount.currency
            )
            if (line or total) and fact.confidence >= _SURE:
                return _whole(text, pages.of(fact, amount))
    return text


def _units(words: tuple[UnitWords, ...], pages: _Pages, language: Language) -> tuple[UnitWords, ...]:
    """Cite of an Amazon shipment what its contents say: the FNSKU, the units expected and located."""
    listed: dict[str, list[tuple[Fact, Line]]] = {}
    for exhibit in pages.exhibits.values():
        for fact in exhibit.facts:
            if isinstance(fact.value, Line) and fact.value.fnsku:
                listed.setdefault(fact.value.fnsku, []).append((fact, fact.value))

    def shown(unit: UnitWords, text: str, of: str) -> str:
        for fact, line in listed.get(unit.fnsku, ()):
            value = getattr(line, of)
            written = value if isinstance(value, str) else None if value is None else language.number(value)
            if written == text:
                return _whole(text, pages.of(fact, value))
        return text

    return (
        tuple(
            replace(
                u,
                fnsku=shown(u, u.fnsku, "fnsku"),
                expected=shown(u, u.expected, "quantity"),
                located=shown(u, u.located, "quantity_received"),
            )
            for u in words[:MOST_LINES]
        )
        + words[MOST_LINES:]
    )


def _moments(pages: _Pages, language: Language) -> dict[tuple[str, str], Place]:
    """Return where each date of an exhibit stands, by label and as it is written."""
    found: dict[tuple[str, str], Place] = {}
    for exhibit in pages.exhibits.values():
        dated = [f for f in exhibit.facts if f.confidence >= _SURE and isinstance(_when(f), date)]
        half = _MOST_DATES // 2
        for fact in dated if len(dated) <= _MOST_DATES else (*dated[:half], *dated[-half:]):
            value, place = _when(fact), pages.of(fact, _when(fact))
            if exhibit.kind is not Kind.PHOTO and isinstance(value, date) and place is not None:
                found.setdefault((place.label, language.moment(value)), place)
    return found


def _when(fact: Fact) -> object:
    return fact.value.at if isinstance(fact.value, Scan) else fact.value


def _moment(text: str, links: Links, moments: Mapping[tuple[str, str], Place]) -> str:
    """Cite the date of a row by a date that its own exhibits show."""
    return _whole(text, next((p for label in links.labels if (p := moments.get((label, text)))), None))
