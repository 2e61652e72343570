"""Every letter in every language, filled in from little and from much, to be looked at."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from builders_letters import TODAY, assessment, case, exhibit, exhibits, fact, goods, particulars, profile
from evidencekit.alreadypaid import less_paid
from evidencekit.claimwords import addressed
from evidencekit.language import open_language
from evidencekit.letterdue import LETTERS, sort_of, standing
from evidencekit.model.assessment import Missing, Recovered, Satisfied
from evidencekit.model.money import Money
from evidencekit.model.particulars import Claimant, Particular
from evidencekit.model.vocabulary import Capacity, Kind, Mode, View
from evidencekit.resources import open_library
from evidencekit.telling import tell
from evidencekit.templating import find, render_docx, written_in
from evidencekit.wordfile import read_parts, save

LANGUAGES = ("en", "de", "zh")
CONTENTS = ("short", "long")
DOCUMENTS = tuple(n for n in LETTERS if not n.endswith("-message"))
_LONG_WORDS = {
    "en": "Ceramic pour-over set, matte white, with filter holder, carafe of 600 ml, lid, drip tray and two cups in a gift box of recycled cardboard, hand-glazed, dishwasher-safe, batch 2026-07, packed by the dozen",
    "de": "Handgefilterter Kaffeebereiter aus Keramik, mattweiß, mit Filterhalter, Karaffe 600 ml, Deckel, Tropfschale und zwei Tassen im Geschenkkarton aus Recyclingpappe, spülmaschinengeeignet, Charge 2026-07",
    "zh": "手冲咖啡陶瓷套装，哑光白色，含滤杯支架、六百毫升分享壶、壶盖、接水盘及两只杯子，再生纸板礼盒包装，手工上釉，可用洗碗机清洗，生产批次二〇二六年七月，每箱十二套，外箱五层瓦楞纸板，箱内配有蜂窝纸护角及珍珠棉隔板，箱体四面印有易碎标识、防潮标识和向上标识，封箱使用加强型胶带",
}
_SHORT_WORDS = {
    "en": ("Ceramic pour-over set", "Two cartons were crushed."),
    "de": ("Kaffeebereiter aus Keramik", "Zwei Kartons wurden eingedrückt."),
    "zh": ("陶瓷咖啡套装", "两个纸箱被压坏。"),
}
_NAMES = {
    "en": "Harbor Home Goods and Kitchen Supplies of the Pacific Northwest Limited Liability Company, Wholesale and Retail Distribution Division, Seattle",
    "de": "Nordwestdeutsche Haushaltswaren- und Küchenbedarfshandelsgesellschaft mit beschränkter Haftung & Co. Kommanditgesellschaft, Abteilung Großhandel",
    "zh": "宁波市海港家居用品及厨房用具进出口贸易股份有限公司华东地区批发与零售事业部跨境电子商务分公司",
}


def filled(name: str, lang: str, content: str, folder: Path, *, paper: str = "a4") -> Path:
    """Write one letter as DOCX, whether it is due or not; `content` is `short` or `long`, `paper` `a4` or `letter`."""
    library = open_library()
    template = find(library, name, lang)
    language = open_language(library, written_in(template, lang))
    at = _standing(folder, language.code, content)
    told = tell(at, at.exhibits, ("claim-letter", "statement-of-claim", "chronology"), language=language)
    told = less_paid(told, at, language)
    words = addressed(told, sort_of(name).to, language)
    docx, _ = render_docx(
        template, words.context(), folder / f"{name}.{lang}.{content}.docx", title=name, author="Claimant", today=TODAY
    )  # fmt: skip
    return docx if paper == "a4" else _on_letter(docx)


def _standing(folder: Path, lang: str, content: str) -> Any:
    much = content == "long"
    known = particulars()
    words = _LONG_WORDS[lang] if much else _SHORT_WORDS[lang][0]
    changes: dict[str, Any] = {
        "goods": goods(lines=40 if much else 1, words=words),
        "description": _LONG_WORDS[lang] if much else _SHORT_WORDS[lang][1],
        "mode": Mode.PARCEL,
    }
    if much:
        changes["claimant"] = replace(
            known.claimant, name=_NAMES[lang], capacity=Capacity.ASSIGNEE, owner="Owner AG\nBasel"
        )
        changes["entries"] = (
            *known.entries,
            *(Particular("tracking_number", f"1Z999AA101234567{n}", (), stated=True) for n in range(20, 34)),
            Particular("shipper", f"{_NAMES[lang]}, 1200 Pine Street, Seattle", (), stated=True),
            Particular("policy_number", "MC-88/2026", (), stated=True),
        )
    else:
        changes["claimant"] = Claimant(
            name="Harbor Home",
            address="Seattle",
            email="a@b.example",
            capacity=Capacity.OWNER,
            signatory="M. Lindqvist",
        )
    sent = exhibits()
    if much:
        sent = (*sent, *_many(lang))
    judged = replace(
        assessment(),
        satisfied=(Satisfied("invoice", "the commercial invoice", ("supplier invoice.pdf",)),),
        missing=(Missing("bill-of-lading", "the commercial invoice", "Asked for.", ()),)
        * (12 if much else 1),
        notice_under=("CMR art. 30",) if much else (),
        recovered=_paid(lang) if much else (),
        also_claimed_from=(_NAMES[lang],) if much else (),
    )
    told: dict[str, Any] = {
        "claims": {
            "ups-us": {
                "filed_on": date(2026, 6, 20), "decided_on": date(2026, 9, 20), "decision": "denied", "paid": "100.00 USD",
                "reason": "Insufficient packaging.", "answer": _LONG_WORDS[lang] if much else "12345", "number": "77-1",
            }
        },
        "loss": {"kept_at": "Seattle", "beyond_repair": _SHORT_WORDS[lang][1]},
        "packaging": {"outer": words, "inner": "PE", "packed_by": "Harbor Home", "packed_on": date(2026, 9, 3)},
    }  # fmt: skip
    who = profile(*DOCUMENTS)
    return standing(who, case(folder, **told), replace(known, **changes), judged, sent, today=TODAY)


def _paid(lang: str) -> tuple[Recovered, ...]:
    """Make payments of two others, one of them in another currency."""
    return (
        Recovered(_NAMES[lang], Money(Decimal("20.00"), "USD"), own=False, taken_off=True),
        Recovered("Acme", Money(Decimal(500), "JPY"), own=False, taken_off=False),
    )


def _many(lang: str) -> tuple[Any, ...]:
    title = _LONG_WORDS[lang][:90]
    return tuple(
        exhibit(
            f"photos/close-up-{n}.jpg",
            f"Z{chr(65 + n)}",
            Kind.PHOTO,
            title,
            fact("device", "Camera", "x"),
            view=View.GOODS,
        )
        if n % 2
        else exhibit(f"papers/invoice-{n}.pdf", f"Z{chr(65 + n)}", Kind.COMMERCIAL_INVOICE, title)
        for n in range(26)
    )


def _on_letter(docx: Path) -> Path:
    """Turn an A4 letter into one on US Letter, as a person does in Word: another paper, and what lies across gets narrower margins."""
    parts = dict(read_parts(docx))
    body = parts["word/document.xml"].decode()
    for a4, letter in (
        ('w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"'),
        ('w:w="16838" w:h="11906"', 'w:w="15840" w:h="12240"'),
    ):
        body = body.replace(a4, letter)
    if 'w:w="15840"' in body:
        body = body.replace('w:left="1247"', 'w:left="748"').replace('w:right="1247"', 'w:right="748"')
    parts["word/document.xml"] = body.encode()
    into = docx.with_name(docx.stem + ".letter.docx")
    save(parts, into, title=docx.stem, author="Claimant", today=TODAY)
    return into


def amounts() -> Mapping[str, Decimal]:
    """Return the net amount of each line of the long content, by SKU."""
    return {g.sku or "": g.amount.amount for g in goods(lines=40) if g.amount}
