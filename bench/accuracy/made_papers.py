"""Make one paper of every sort that a case folder holds: the words of `papers/`, filled in, in many layouts and formats.

The words were written from how such papers look, not from `kinds.toml`; those marked `tune` may be looked at while cues and
confidence are set, those marked `held` only measure. A seed decides names, numbers, dates, layout and format.
"""

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

_PAPERS = Path(__file__).parent / "papers"
_FORMS = ("pdf", "letterhead", "title last", "docx", "txt", "html")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Paper:
    """One sort of paper: its kind, its language and its words."""

    kind: str
    language: str
    form: str | None
    """A format that it always has, such as `sheet`; None where any will do."""
    held: bool
    words: str
    number: int


def papers() -> Iterator[Paper]:
    """Give every paper of the folder, in order."""
    number = 0
    for file in sorted(_PAPERS.glob("*.txt")):
        for block in file.read_text("utf-8").split("=== ")[1:]:
            heading, _, words = block.partition("\n")
            fields = [f.strip() for f in heading.split("|")]
            number += 1
            form = fields[2] if len(fields) == 4 else None
            yield Paper(fields[0], fields[1], form, fields[-1] == "held", words.strip("\n"), number)


def make(paper: Paper, seed: int, folder: Path, worn: str = "") -> Path:
    """Write a paper into a folder and return its path; the same seed gives the same words, layout and name.

    `worn` is `misread` for words as OCR leaves them, one letter in thirty wrong, or `untitled` for a paper whose title
    is cut off.
    """
    rng = random.Random(seed * 1009 + paper.number)  # noqa: S311 - papers, not secrets
    words = _filled(paper, rng)[0]
    if worn and paper.form not in {"json", "image", "zpl"}:
        words = _misread(words, rng) if worn == "misread" else _untitled(words)
    form = paper.form or rng.choice(_FORMS)
    stem = rng.choice(
        ("scan_{n}", "document {n}", "Attachment {n}", "IMG-{n}", "{n}", "file {n} (1)", "DOC{n}")
    )
    place = folder / stem.format(n=rng.randrange(1000, 99999))
    return _WRITERS[form](words, place, rng)


def facts(paper: Paper, seed: int) -> tuple[tuple[str, str], ...]:
    """Return the facts that the paper of this seed states, by the names of docs/glossary.md; dates in ISO form."""
    return _filled(paper, random.Random(seed * 1009 + paper.number))[1]  # noqa: S311 - as above


_SUPPLIERS = (
    ("Shenzhen Brightway Trading Co., Ltd.", "88 Keji Road, Nanshan, Shenzhen 518057, China"),
    ("Ningbo Evercraft Houseware Co., Ltd.", "16 Yongjiang Avenue, Ningbo 315020, China"),
    ("Kessler Feinwerk GmbH", "Lindenallee 12, 70173 Stuttgart"),
    ("Ateliers Morvan SARL", "8 rue des Tanneurs, 69007 Lyon"),
    ("Northwind Pottery Ltd", "4 Kiln Lane, Stoke-on-Trent ST4 2RW"),
    ("Cerámicas del Turia S.L.", "Calle Mayor 14, 46001 Valencia"),
)
_CLAIMANTS = (
    ("Harbor Home Goods LLC", "1200 Pine Street, Seattle, WA 98101, USA"),
    ("Bluebird Living Inc.", "55 Mercer Avenue, Austin, TX 78701, USA"),
    ("Waldkauz Handels GmbH", "Hafenstr. 3, 20457 Hamburg"),
    ("Lark & Finch Ltd", "21 Quay Street, Bristol BS1 4DB"),
)
_CUSTOMERS = (
    ("Juniper Lane Coffee Bar", "2217 Marigold Street, Denver, CO 80205, USA"),
    ("R. Abernathy", "9 Elm Court, Portland, OR 97201, USA"),
    ("Klara Huber", "Leopoldstr. 250, 80807 Muenchen"),
)
_ZH = {
    "S": ("深圳市明途贸易有限公司", "宁波恒艺家居用品有限公司", "广州锦程陶瓷有限公司"),
    "B": ("海港家居用品有限公司", "上海云雀进出口有限公司"),
    "C": ("李女士", "北京松林咖啡店"),
    "P": ("王伟", "李静", "张丽"),
    "G": ("陶瓷马克杯", "竹制砧板", "不锈钢水壶"),
    "K": ("顺达物流", "远海航运"),
    "I": ("平海财产保险股份有限公司",),
    "F": ("恒通国际货运代理有限公司",),
    "V": ("海衡保险公估有限公司",),
}
_GOODS = {
    "en": ("Bamboo cutting board", "Ceramic pour-over set", "LED desk lamp", "Stoneware mug 350 ml", "Canvas tote bag"),
    "de": ("Schneidebrett Bambus", "Keramikbecher 350 ml", "Schreibtischlampe LED"),
    "fr": ("Planche en bambou", "Tasse en grès 350 ml", "Lampe de bureau LED"),
    "es": ("Tabla de bambú", "Taza de gres 350 ml", "Lámpara de mesa LED"),
}  # fmt: skip
_PEOPLE = ("Dana Okafor", "M. Whitlock", "R. Imada", "T. Lindqvist", "L. Brandt", "J. Garcia")
_MONTHS = {
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}


def _filled(paper: Paper, rng: random.Random) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Fill in the words; `{D:ship_date}` stands for a value that is a fact."""
    day, lang = date(2026, 6, 1) + timedelta(days=rng.randrange(100)), paper.language
    later = day + timedelta(days=rng.randrange(3, 25))
    supplier, claimant, customer = rng.choice(_SUPPLIERS), rng.choice(_CLAIMANTS), rng.choice(_CUSTOMERS)
    goods = _GOODS.get(lang, _GOODS["en"])
    amount = f"{rng.randrange(2, 90)}.{rng.randrange(100):02d}"
    total = f"{rng.randrange(1, 30)},{rng.randrange(1000):03d}.{rng.randrange(100):02d}"
    if lang in {"de", "fr", "es", "it", "nl", "pl"}:
        amount, total = amount.replace(".", ","), total.translate(str.maketrans(",.", ".,"))
    values = {
        "S": supplier[0], "SA": supplier[1], "B": claimant[0], "BA": claimant[1], "C": customer[0], "CA": customer[1],
        "K": rng.choice(("North Vale Line", "Cascade Ridge Freight Lines", "Polar Express Parcel", "Kestrel Air Cargo")),
        "F": "Gull Point Forwarding Inc.", "I": "Tidemark Marine Underwriters", "V": "Pelican Bay Marine Surveyors",
        "P": rng.choice(_PEOPLE), "P2": rng.choice(_PEOPLE), "D": _day(day, lang, rng),
        "D2": _day(later, lang, rng), "X": rng.choice(("2 ctns crushed", "1 carton wet, contents broken", "3 pcs short")),
        "Y": {"de": "Seewasser"}.get(lang, "sea water"),
        "N": str(rng.randrange(100000, 999999)), "N2": str(rng.randrange(10000, 99999)),
        "ID": f"{rng.choice(('BW', 'HH', 'EC', 'NV'))}-{rng.randrange(10000, 99999)}", "ID2": f"PO-{rng.randrange(1000, 9999)}",
        "Q": str(rng.randrange(20, 900)), "Q2": str(rng.randrange(1, 9)), "A": amount, "A2": amount[::-1] if amount[-1] != "0" and amount[0] != "0" else amount,
        "T": total, "CUR": rng.choice(("USD", "EUR")) if lang != "zh" else "CNY",
        "G": rng.choice(goods), "G2": rng.choice(goods), "SKU": f"SKU-{rng.randrange(10000, 99999)}", "SKU2": f"SKU-{rng.randrange(10000, 99999)}",
        "TRK": "1Z84R2X90344172067", "TRK2": "1Z5R89390357567127", "CNT": "NVLU4827317", "SEAL": f"NV{rng.randrange(10**6):06d}",
        "W": str(rng.randrange(40, 900)), "CT": str(rng.randrange(5, 80)), "VES": "North Vale Heron 631E",
        "POL": rng.choice(("Yantian", "Ningbo", "Hamburg")), "PORT": rng.choice(("Los Angeles", "Felixstowe", "Chicago")),
    }  # fmt: skip
    if lang == "zh":
        values |= {key: rng.choice(choices) for key, choices in _ZH.items()}
    days = {"D": day, "D2": later}
    stated = []
    for key, name in re.findall(r"\{([A-Z]+2?):([a-z_]+)\}", paper.words):
        stated.append((name, days[key].isoformat() if key in days else values[key]))
    filled = re.sub(r"\{([A-Z]+2?)(?::[a-z_]+)?\}", lambda m: values.get(m[1], m[0]), paper.words)
    return filled, tuple(stated)


_MISREAD = {
    "o": "0",
    "0": "O",
    "l": "1",
    "1": "l",
    "i": "l",
    "e": "c",
    "a": "o",
    "n": "r",
    "s": "5",
    "b": "6",
    "t": "f",
}


def _misread(words: str, rng: random.Random) -> str:
    """Spoil one letter in thirty, as a bad scan does: another that looks alike, or none."""
    spoilt = []
    for sign in words:
        if sign.isalnum() and rng.random() < 1 / 30:
            spoilt.append(_MISREAD.get(sign.casefold(), "") if not _HAN.match(sign) else "")
        else:
            spoilt.append(sign)
    return "".join(spoilt)


def _untitled(words: str) -> str:
    lines = [
        "|".join(cell for cell in line.split("|") if not cell.strip().startswith("# "))
        for line in words.split("\n")
    ]
    return "\n".join(line for line in lines if line.strip())


def _day(day: date, language: str, rng: random.Random) -> str:
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    months = _MONTHS.get(language)
    if months is None:
        return rng.choice((day.isoformat(), f"{day.day} {day:%B %Y}", f"{day:%b} {day.day}, {day.year}"))
    word = months.split()[day.month - 1]
    spelt = {"de": f"{day.day}. {word} {day.year}", "fr": f"{day.day} {word} {day.year}"}
    return rng.choice((f"{day:%d.%m.%Y}", spelt.get(language, f"{day.day} de {word} de {day.year}")))


_TERMS = (
    "Terms and conditions of sale. All invoices are payable in 30 days. Claims must reach us within 8 days of delivery.",
    "The carrier's conditions of carriage apply. The bill of lading is evidence of receipt. Claims in writing.",
)


def _pdf(
    words: str, place: Path, rng: random.Random, *, letterhead: bool = False, last: bool = False
) -> Path:
    from reportlab.pdfgen import canvas

    path = place.with_name(place.name + ".pdf")
    page = canvas.Canvas(str(path), pagesize=(595, 842), invariant=1)
    font = _font(words)
    lines = words.split("\n")
    postponed: list[tuple[float, float, str]] = []
    height = 780.0
    if letterhead:
        page.setFont(font, 9)
        page.drawString(50, 810, "Tel. +86 755 5550 0188   www.example.com   mail@example.com")
        height = 770.0
    for line in lines:
        height -= 17
        free = 50.0
        for column, cell in enumerate(c.strip() for c in line.split("|")):
            title = cell.startswith("# ")
            text = _styled(cell[2:], rng) if title else cell
            size = 18 if title else 10
            page.setFont(font, size)
            across = max(free, 50 + column * 500 / max(1, line.count("|") + 1))
            free = across + page.stringWidth(text, font, size) + 12
            if title and last:
                postponed.append((across, height, text))
            elif letterhead and title and column == 0:
                page.drawRightString(545, height, text)
            else:
                page.drawString(across, height, text)
    page.setFont(font, 18)
    for across, up, text in postponed:
        page.drawString(across, up, text)
    page.setFont(font, 8)
    page.drawString(50, 40, "page 1 of 1")
    page.showPage()
    if rng.random() < 0.3 and font != "STSong-Light":
        page.setFont(font, 9)
        page.drawString(50, 780, rng.choice(_TERMS))
        page.showPage()
    page.save()
    return path


def _styled(title: str, rng: random.Random) -> str:
    style = rng.random()
    if _HAN.search(title):
        return " ".join(title) if style < 0.2 and title.isalpha() else title
    if style < 0.1 and len(title) < 28:
        return "  ".join(" ".join(word) for word in title.upper().split())
    return title.upper() if style < 0.4 else title


def _font(words: str) -> str:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont

    if _HAN.search(words):
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        return "STSong-Light"
    if not all(ord(c) < 0x180 and c not in "łńęąśżźćŁ" for c in words):
        from font_roboto import Roboto

        pdfmetrics.registerFont(TTFont("Roboto", Roboto))
        return "Roboto"
    return "Helvetica"


def _plain(words: str, rng: random.Random) -> list[list[str]]:
    return [
        [_styled(c.strip()[2:], rng) if c.strip().startswith("# ") else c.strip() for c in line.split("|")]
        for line in words.split("\n")
    ]


def _docx(words: str, place: Path, rng: random.Random) -> Path:
    from docx import Document

    document = Document()
    for cells in _plain(words, rng):
        if len(cells) == 1:
            document.add_paragraph(cells[0])
        else:
            row = document.add_table(rows=1, cols=len(cells)).rows[0]
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    path = place.with_name(place.name + ".docx")
    document.save(str(path))
    return path


def _txt(words: str, place: Path, rng: random.Random) -> Path:
    path = place.with_name(place.name + ".txt")
    gap = rng.choice(("\t", "    ", "  "))
    path.write_text("\n".join(gap.join(cells) for cells in _plain(words, rng)), "utf-8")
    return path


def _html(words: str, place: Path, rng: random.Random) -> Path:
    rows = "".join(
        f"<p>{cells[0]}</p>" if len(cells) == 1 else "<table><tr>" + "".join(f"<td>{c}</td>" for c in cells) + "</tr></table>"
        for cells in _plain(words, rng)
    )  # fmt: skip
    path = place.with_name(place.name + ".html")
    path.write_text(
        f"<!doctype html><html><head><meta charset='utf-8'></head><body>{rows}</body></html>", "utf-8"
    )
    return path


def _sheet(words: str, place: Path, rng: random.Random) -> Path:
    rows = _plain(words, rng)
    if rng.random() < 0.5:
        path = place.with_name(place.name + ".csv")
        path.write_text("\n".join(",".join(f'"{c}"' if "," in c else c for c in r) for r in rows), "utf-8")
        return path
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.create_sheet("Sheet1", 0)
    for row in rows:
        sheet.append(row)
    path = place.with_name(place.name + ".xlsx")
    book.save(path)
    return path


def _json(words: str, place: Path, _: random.Random) -> Path:
    path = place.with_name(place.name + ".json")
    path.write_text(json.dumps(json.loads(words), indent=1), "utf-8")
    return path


def _zpl(words: str, place: Path, rng: random.Random) -> Path:
    path = place.with_name(place.name + rng.choice((".zpl", ".txt", ".prn")))
    path.write_text(words, "utf-8")
    return path


def _image(words: str, place: Path, rng: random.Random) -> Path:
    from PIL import Image

    path = place.with_name(words.partition("name: ")[2].strip())
    Image.new("RGB", (1170, 2532), (rng.randrange(256),) * 3).save(path)
    return path


def _eml(words: str, place: Path, _: random.Random) -> Path:
    subject, body = words.split("\n", 1)
    message = EmailMessage()
    message["From"], message["To"] = "one@sender.example", "two@addressee.example"
    message["Date"] = "Fri, 11 Sep 2026 09:14:00 +0000"
    message["Subject"] = subject.removeprefix("Subject: ")
    message.set_content(body + "\n")
    path = place.with_name(place.name + ".eml")
    path.write_bytes(bytes(message))
    return path


_WRITERS: dict[str, Callable[[str, Path, random.Random], Path]] = {
    "pdf": _pdf,
    "letterhead": lambda w, p, r: _pdf(w, p, r, letterhead=True),
    "title last": lambda w, p, r: _pdf(w, p, r, last=True),
    "docx": _docx,
    "txt": _txt,
    "html": _html,
    "sheet": _sheet,
    "json": _json,
    "zpl": _zpl,
    "image": _image,
    "eml": _eml,
}
