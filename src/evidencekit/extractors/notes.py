"""What was noted at delivery: an exception, or words that leave the receipt clean."""

import re
from collections.abc import Iterator

from evidencekit.extractors.folding import folded

# "Subject to inspection" is treated as a clear receipt, and a general reservation without a word on what is wrong counts as
# none: carriers answer so, and courts follow (see docs/profiles.md for the sources of recipients).
_CLEAN = re.compile(
    r"subject to (?:inspection|count|check|verification|unpacking|further|final|later)|contents? (?:unchecked|not checked|unknown|not inspected)|unchecked|not checked|said to contain|\bstc\b|s\.?l\.?\s?(?:&|and)\s?c"
    r"|sous reserve (?:de |d')?(?:controle|deballage|verification|inspection)|unter vorbehalt(?: der)? (?:prufung|kontrolle|zahlung)?|bajo reserva de (?:revision|inspeccion|examen)|salvo examen|con riserva di (?:controllo|verifica)"
    r"|clean receipt|received in good|in good (?:order|condition)|no (?:visible )?(?:damage|exceptions?|shortage)|all (?:ok|good|in order)|\bok\b|einwandfrei|keine (?:schaden|beanstandung)|ohne beanstandung|en bon etat|sans reserve|buen estado|sin (?:incidencias|reservas|danos)|完好|正常|无异常|无破损"
)
_WRONG = re.compile(
    r"crush|damag|broken|\bwet\b|water|torn|tear|hole|punctur|dent|smash|collaps|stain|mould|mold|leak|open(?:ed)?\b|re-?taped|tamper|short|missing|less|pilfer|refus|protest|over\b|rust|burst|bent|scratch|crack|seal (?:broken|missing|cut)"
    r"|beschadig|defekt|nass|feucht|fehl|zerdruck|eingedruckt|aufgerissen|gebroch|verschmutz|manqu|abim|ecras|mouill|casse|avari|dechir|ouvert|danad|mojad|rot[oa]s?\b|aplastad|falt|abiert|golpead|danneg|bagnat|rott[oi]|mancan|apert[oi]|beschadigd|nat\b|ontbre|uszkodz|破|损|湿|少|缺|变形|开封|水渍|压"
)
_REFUSED = re.compile(
    r"[^.\n;]{0,80}\b(?:driver|chauffeur|fahrer|conductor)\b[^.\n;]{0,40}\b(?:refus|would not|did not wait|left before|weigert|refuse|se nego)[^.\n;]{0,80}",
    re.IGNORECASE,
)
_DRIVER = re.compile(r"driver|chauffeur|fahrer|conductor", re.IGNORECASE)
_DELIVERY = re.compile(r"deliver|received|receipt|livr|lieferung|lieferschein|entreg|consegn|签收|送货|收货")


def is_exception(note: str, *, labelled: bool) -> bool:
    """Say whether a note says that something is wrong; one under a label for exceptions need not name it in known words."""
    words = folded(note)
    wrong = _WRONG.search(_CLEAN.sub(" ", words)) is not None
    return wrong or (labelled and _CLEAN.search(words) is None)


def speaks_of_delivery(page: str) -> bool:
    """Say whether a page is about goods that were handed over."""
    return _DELIVERY.search(folded(page[:20_000])) is not None


def refusals_in(page: str) -> Iterator[str]:
    """Give what a page says of a driver who would not wait, or would not let anybody look."""
    if _DRIVER.search(page) and speaks_of_delivery(page):
        for match in _REFUSED.finditer(page):
            yield " ".join(match[0].split()).strip(" ,;:-")
