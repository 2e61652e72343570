"""Where a document comes from: the language it is written in, and the countries that it names."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from evidencekit.extractors.folding import folded

_READ = 20_000
"""Characters in which evidence is looked for."""
_WORDS = {
    "en": "the and of for to invoice date total number due amount tax bill please payment with from your quantity price description paid order balance receipt subtotal",
    "de": "und der die das fur von mit rechnung datum betrag mwst ust zzgl summe gesamtbetrag menge preis einzelpreis rechnungsnummer kunde bitte zahlbar netto brutto lieferung wir ihre nr steuernummer",
    "fr": "et le la les des du pour facture montant tva ht ttc quantite prix numero client paiement reglement net adresse livraison echeance siret vous votre designation",
    "es": "y el los las del por para factura fecha importe iva cantidad precio numero cliente pago vencimiento descripcion direccion nif cif forma su subtotal",
    "it": "il lo gli della di per con fattura importo iva quantita prezzo numero cliente pagamento scadenza descrizione partita imponibile totale codice spett documento",
    "nl": "het een van voor met factuur factuurnummer factuurdatum bedrag btw aantal prijs omschrijving totaal klant betaling uw wij vervaldatum subtotaal korting",
    "pl": "i w z na do faktura sprzedawca nabywca kwota netto brutto ilosc cena wartosc razem zaplaty wystawienia termin platnosci vat nip nazwa",
    "pt": "o os das do da para com fatura data valor iva quantidade preco numero cliente pagamento vencimento descricao nif contribuinte morada",
    "sv": "och att av for faktura fakturanummer fakturadatum belopp moms antal pris summa betala kund forfallodatum att oss bankgiro momsreg",
    "da": "og af til faktura fakturanr fakturadato belob moms antal pris subtotal betales kunde forfaldsdato cvr leveringsdato i alt",
    "no": "og av til faktura fakturanr fakturadato belop mva antall pris sum betale kunde forfallsdato orgnr kid alt",
}  # fmt: skip
_LANGUAGE_OF: dict[str, list[str]] = {}
for _code, _words in _WORDS.items():
    for _word in set(_words.split()):
        _LANGUAGE_OF.setdefault(_word, []).append(_code)
_NAMES = {
    "US": "usa, united states, u.s.a., sales tax",
    "CA": "canada, gst/hst, ontario, quebec, british columbia, alberta",
    "AU": "australia, abn, queensland, new south wales",
    "NZ": "new zealand, nzbn, auckland",
    "SG": "singapore",
    "HK": "hong kong, hongkong, kowloon",
    "TW": "taiwan, taipei",
    "CN": "china, shenzhen, guangdong, guangzhou, shanghai, zhejiang, yiwu, ningbo, beijing, hangzhou, dongguan, rmb, fujian, xiamen",
    "JP": "japan, tokyo, osaka, yokohama",
    "GB": "united kingdom, england, scotland, wales, great britain, uk, london",
    "IE": "ireland, dublin",
    "IN": "india, gstin, mumbai, chennai, delhi, bangalore, bengaluru, kolkata, hyderabad, gurgaon, pune",
    "PK": "pakistan, karachi, lahore",
    "LK": "sri lanka, colombo",
    "ZA": "south africa, johannesburg, cape town",
    "SE": "sweden, sverige, bankgiro, stockholm, plusgiro, momsreg",
    "NO": "norway, norge, orgnr, mva, oslo",
    "DK": "denmark, danmark, cvr, kobenhavn",
    "IS": "iceland, reykjavik",
    "CH": "switzerland, schweiz, suisse, svizzera, zurich",
    "MX": "mexico, cfdi",
    "BR": "brasil, brazil, cnpj",
    "EU": "germany, deutschland, france, spain, espana, italy, italia, netherlands, nederland, belgium, belgie, belgique, austria, osterreich, poland, polska, portugal, finland, greece",
}
_BY_WORD = {w: c for c, names in _NAMES.items() for w in names.split(", ") if re.fullmatch("[a-z]+", w)}
_BY_PHRASE = tuple((w, c) for c, names in _NAMES.items() for w in names.split(", ") if w not in _BY_WORD)
_ZIPS = (
    "(?:CT|MA|ME|NH|NJ|RI|VT)[ ,]{1,2}0|(?:NY|PA)[ ,]{1,2}1|(?:DC|MD|NC|SC|VA|WV)[ ,]{1,2}2|(?:AL|FL|GA|MS|TN)[ ,]{1,2}3"
    "|(?:IN|KY|MI|OH)[ ,]{1,2}4|(?:IA|MN|MT|ND|SD|WI)[ ,]{1,2}5|(?:IL|KS|MO|NE)[ ,]{1,2}6|(?:AR|LA|OK|TX)[ ,]{1,2}7"
    "|(?:AZ|CO|ID|NM|NV|UT|WY)[ ,]{1,2}8|(?:AK|CA|HI|OR|WA)[ ,]{1,2}9"
)
"""States with the first digit of their ZIP codes: `DE 80333` is in Germany."""
_EVIDENCE = (
    ("US", re.compile(r"[A-Z][A-Z][ ,]{1,2}\d{5}"), re.compile(rf"\b(?:{_ZIPS})\d{{4}}(?:-\d{{4}})?\b")),
    ("CA", re.compile(r" \d[A-Z]\d"), re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d\b")),
    ("GB", re.compile(r" \d[A-Z]{2}"), re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}\b")),
    ("CH", re.compile(r"CHE-?\d"), re.compile(r"\bCHE-?\d{3}")),
    ("BR", re.compile(r"R\$"), re.compile(r"R\$")),
)
"""What a country's addresses and numbers look like, each behind something that is in all of them and is found fast."""
_BEYOND_ASCII = (
    ("GB", re.compile("£")),
    ("CN", re.compile("人民币|价税合计|中国|有限公司|深圳|发票|开票")),
    ("JP", re.compile("[\u3041-\u3096\u30a1-\u30fa]{2}|円|請求書")),
    ("HK", re.compile("香港")),
    ("TW", re.compile("台灣|臺灣")),
    ("IN", re.compile("₹")),
    ("EU", re.compile("€")),
)
_COMMA = frozenset({"de", "fr", "es", "it", "nl", "pl", "pt", "sv", "da", "no"})
_MONTH_FIRST = frozenset({"US"})
_DAY_FIRST = frozenset({"GB", "IE", "AU", "NZ", "IN", "SG", "ZA", "HK", "PK", "LK", "EU", "CH", "MX", "BR"})


@dataclass(frozen=True, slots=True)
class Locale:
    """What a document's words say about how its figures are written."""

    language: str | None
    """ISO 639-1; None where the words do not decide."""
    countries: frozenset[str]
    """ISO 3166; `EU` for a country that writes euros."""

    @property
    def decimal_mark(self) -> str | None:
        """What usually stands before cents in this language; Switzerland differs and Mexico too."""
        if self.language in _COMMA:
            return None if self.countries & {"CH", "MX"} else ","
        return "." if self.language in {"en", "zh", "ja"} else None

    @property
    def day_order(self) -> str | None:
        """`dmy` or `mdy` for dates in figures; None where English alone says nothing."""
        if self.language in _COMMA:
            return "dmy"
        us, others = bool(self.countries & _MONTH_FIRST), bool(self.countries & _DAY_FIRST)
        if us == others:
            return None
        return "mdy" if us else "dmy"


def locale_of(pages: Iterable[str]) -> Locale:
    """Judge by the most telling words of the document's beginning and end."""
    text = "\n".join(pages)
    if len(text) > _READ:
        text = text[: _READ // 2] + "\n" + text[-_READ // 2 :]
    return _judged(text)


@lru_cache(maxsize=16)
def _judged(text: str) -> Locale:
    lower = folded(text)
    words = set(re.findall(r"[a-z]+", lower))
    countries = {_BY_WORD[w] for w in words & _BY_WORD.keys()}
    countries |= {country for phrase, country in _BY_PHRASE if phrase in lower}
    countries |= {country for country, first, whole in _EVIDENCE if first.search(text) and whole.search(text)}
    if not text.isascii():
        countries |= {country for country, sign in _BEYOND_ASCII if sign.search(text)}
    return Locale(_language(text, words), frozenset(countries))


def _language(text: str, words: set[str]) -> str | None:
    if len(re.findall(r"[\u4e00-\u9fff]", text[:4000])) > 20:
        return "ja" if re.search(r"[\u3041-\u3096]{2}", text) else "zh"
    votes = Counter(language for word in words & _LANGUAGE_OF.keys() for language in _LANGUAGE_OF[word])
    ranked = votes.most_common(2)
    if ranked and ranked[0][1] >= 3 and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        return ranked[0][0]
    return None
