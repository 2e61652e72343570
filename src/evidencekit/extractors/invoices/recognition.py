"""Which pages are an invoice: where one may stand, what it is told from, and where the next one begins."""

import re
from collections.abc import Iterator

from evidencekit.extractors.folding import folded
from evidencekit.extractors.invoices.content import Told
from evidencekit.extractors.invoices.numbering import numbers_of
from evidencekit.extractors.invoices.page import Page, Spot, joined
from evidencekit.model.evidence import Reading

MOST_PAGES = 60
_MENTIONED = re.compile(
    r"invoice|rechnung|factu|fattur|faktur|fatura|receipt|quittung|recibo|ricevuta|paragon|kvitt|credit (?:note|memo)|gutschrift"
    r"|\bavoir\b|beleg|发票|收据|請求書|領収書|价税合计|bon\b|\bticket\b|\bbill\b"
    r"|sub ?-?total|zwischensumme|sous-total|subtotaal|小计|小計"
)
_INVOICE = re.compile(
    r"invoice|rechnung|factur|fattur|faktur|fatura|credit (?:note|memo)|gutschrift|发票|請求書"
)
_RECEIPT_NUMBER = re.compile(r"receipt (?:no|nr|number|#)\.?")
_OTHER_PAPERS = re.compile(
    r"(?:packing list|(?:ocean |house )?bill of lading|(?:air |sea )?waybill|delivery (?:note|receipt)|consignment note|proof of delivery|certificate of"
    r"|survey report|(?:insurance )?certificate|tracking|lieferschein|packliste|bon de livraison|bordereau|cmr|albaran|pakbon|ddt|装箱单|提单)"
    r"|(?:purchase order|quotation|quote|estimate|order (?:confirmation|acknowledgement)|angebot|auftragsbestatigung|bestellung|devis"
    r"|bon de commande|presupuesto|pedido|preventivo|ordine|offerte|oferta|(?:sales |purchase )?(?:contract|agreement)|notice of claim|statement of account"
    r"|采购订单|报价单?|合同)(?![^\d:]*[\d:#])"
)
"""How papers of other kinds begin their title; that of an order with a number behind it is a reference on an invoice."""
_HEAD_ROWS = 14
TITLE_CELL = 40
LONGEST_PAGE = 60_000
_PAGES_AFTER = 6
"""Pages, with the first, that are read where one speaks of an invoice: sums stand on the last."""
_PAGE_OF = re.compile(
    r"\b(?:page|seite|pagina|sida|side|strona|p\.|pag\.) ?(\d{1,2}) ?(?:/|of|von|sur|de|di|van|av|z|af) ?(\d{1,2})\b"
)


def pages_to_read(reading: Reading) -> list[int]:
    """Return the pages on which an invoice may stand: those that speak of one, and the ones after them."""
    wanted: set[int] = set()
    for number, text in enumerate(reading.text, 1):
        if _MENTIONED.search(folded(text[:LONGEST_PAGE])):
            wanted |= set(range(number, min(number + _PAGES_AFTER, len(reading.text) + 1)))
    return sorted(n for n in wanted if reading.text[n - 1].strip())[:MOST_PAGES]


def is_invoice(pages: list[Page]) -> bool:
    """Tell an invoice or a receipt from what only speaks of one: by its title, its number, or a till's sums."""
    if not pages:
        return False
    titles = [
        (p, s) for p in pages[:2] for s in p.find("number_weak", "credit_note", "receipt") if is_short(p, s)
    ]
    if _is_another_paper(pages[0]):
        # What cites an invoice by its number has no title of that name; a paper that is both has.
        own = [(p, s) for p, s in titles if not _numbers_a_receipt(p, s)]
        return any(len(p.cell(s).text) - (s.label.end - s.label.start) <= 1 for p, s in own)
    if titles:
        return True

    def has(*fields: str) -> bool:
        return any(any(page.find(*fields)) for page in pages)

    if has("number") or (has("total", "total_weak") and has("net", "number_of_document")):
        return True
    # A sum that is called an invoice's.
    return any(_MENTIONED.search(folded(p.cell(spot).text)) for p in pages for spot in p.find("total"))


def names_an_invoice(page: Page, spot: Spot) -> bool:
    """Say whether a label itself speaks of an invoice: on another paper, a date of issue is that paper's own."""
    return _INVOICE.search(folded(page.cell(spot).text[spot.label.start : spot.label.end])) is not None


def _numbers_a_receipt(page: Page, spot: Spot) -> bool:
    """Tell `Receipt No.`, which stands on receipts for goods too, from the title of a receipt for money."""
    return _RECEIPT_NUMBER.fullmatch(folded(page.cell(spot).text).strip(" .:")) is not None


def _is_another_paper(page: Page) -> bool:
    cells = (cell.text for row in page.rows[:_HEAD_ROWS] for cell in row if len(cell.text) <= TITLE_CELL)
    return any(_OTHER_PAPERS.match(folded(text)) for text in cells)


def is_short(page: Page, spot: Spot) -> bool:
    """Say whether a label begins a cell that is no sentence."""
    return spot.label.start == 0 and len(page.cell(spot).text) <= TITLE_CELL


def grouped(pages: list[Page]) -> Iterator[tuple[tuple[Told[str], ...], list[Page]]]:
    """Group pages: one that gives another number of its own begins another invoice."""
    group: list[Page] = []
    numbers: tuple[Told[str], ...] = ()
    for page in pages:
        told = tuple(numbers_of(page))
        own = {bare(t.value) for t in told}
        known = {bare(t.value) for t in numbers}
        if group and told and numbers and not own & known and told[0].confidence >= numbers[0].confidence:
            yield numbers, group
            group, numbers = [], ()
        elif numbers and own & known:
            told = tuple(t for t in numbers if bare(t.value) in own)
            numbers = ()
        numbers = numbers or told
        group.append(page)
    if group:
        yield numbers, group


def bare(number: str) -> str:
    """Return a number without spaces, punctuation and case, for comparing."""
    return re.sub(r"[^a-z0-9]", "", folded(number))


def page_of_pages(page: Page) -> tuple[int, int] | None:
    """Return what a page calls itself: 2 and 3 for `page 2 of 3`."""
    found = _PAGE_OF.search(folded("\n".join(joined(row) for row in page.rows)))
    return (int(found[1]), int(found[2])) if found else None
