"""Answer: what the recipient's form asks, field by field in its order, as JSON and as text to copy from."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from evidencekit.claimwords import fact_words
from evidencekit.desk import Desk
from evidencekit.language import Language
from evidencekit.letterdue import Standing, standing
from evidencekit.model.assessment import Assessment
from evidencekit.model.bundle import DeliveredFile, Delivery, Letter
from evidencekit.model.case import Case
from evidencekit.model.evidence import Exhibit
from evidencekit.model.money import Money
from evidencekit.model.particulars import Particulars
from evidencekit.model.profile import Profile
from evidencekit.phrases import CELL
from evidencekit.rules.circumstances import circumstances, kinds_sent
from evidencekit.rules.conditions import judge

NAME, TEXT = "answers.json", "answers.txt"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form and what goes into it."""

    name: str
    """As in docs/glossary.md."""
    asks: str
    """In the recipient's words."""
    text: str
    """As a person types it; empty where nothing is known."""
    values: tuple[str, ...]
    """The same for a program: dates ISO 8601, amounts with a point and their currency."""
    required: bool
    sources: tuple[str, ...]
    """`case.toml` and files that say it."""


def answer(
    profile: Profile, case: Case, particulars: Particulars, assessment: Assessment, exhibits: tuple[Exhibit, ...],
    letters: tuple[Letter, ...], delivery: Delivery, *, today: date, desk: Desk,
) -> Delivery:  # fmt: skip
    """Add to a delivery the answers to the recipient's form; none where it asks nothing and there is nothing to paste."""
    at = standing(profile, case, particulars, assessment, exhibits, today=today)
    fields = tuple(_fields(at, desk.language))
    messages = tuple(each for each in letters if each.text is not None)
    if not fields and not messages:
        return delivery
    place = desk.folder(f"answers-{profile.id}")
    files = delivery.files
    if fields and not any(f.name == TEXT for f in files):
        path = _written(place / TEXT, _listed(fields, desk.language.say(CELL)))
        files = (*files, DeliveredFile(TEXT, path, "what the form asks, in its order", uploaded=False))
    told = {
        "schema": 1,
        "recipient": profile.id,
        "reference": particulars.reference,
        "date": today.isoformat(),
        "fields": [_row(number, field) for number, field in enumerate(fields, 1)],
        "messages": [{"name": m.name, "title": m.title, "text": m.text} for m in messages],
    }
    path = _written(place / NAME, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    made = DeliveredFile(NAME, path, "the same for a program that fills in the form", uploaded=False)
    return replace(delivery, files=(*files, made))


def _fields(at: Standing, language: Language) -> Iterator[Field]:
    """Give what the form asks in this case, in its order; what is asked only of other cases stands there where it is known."""
    known = circumstances(at.case, at.particulars, kinds_sent(at.exhibits))
    for fact in at.profile.facts:
        text = fact_words(fact.name, at.particulars, at, language)
        if not text and judge(fact.when, known).value != "yes":
            continue
        entries = at.particulars.all(fact.name)
        entries = tuple(e for e in entries if e.stated) or entries
        values = tuple(_plain(e.value) for e in entries) or (
            (_of_loss(fact.name, at) or text,) if text else ()
        )
        sources = dict.fromkeys(f.source for e in entries for f in e.facts)
        stated = ("case.toml",) if any(e.stated for e in entries) else ()
        yield Field(fact.name, language.say(fact.title), text, values, fact.required, (*stated, *sources))


def _of_loss(name: str, at: Standing) -> str:
    loss = at.particulars
    if name == "amount" and at.demanded:
        return _plain(at.demanded)
    return loss.loss_type.value if name == "loss_type" and loss.loss_type else ""


def _plain(value: object) -> str:
    if isinstance(value, Money):
        return f"{value.amount:f} {value.currency}"
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _row(number: int, field: Field) -> dict[str, Any]:
    return {
        "number": number,
        "name": field.name,
        "asks": field.asks,
        "known": bool(field.text),
        "text": field.text,
        "values": list(field.values),
        "required": field.required,
        "sources": list(field.sources),
    }


def _listed(fields: tuple[Field, ...], unknown: str) -> str:
    lines = [f"{n}. {f.asks[:1].upper()}{f.asks[1:]}\n{f.text or unknown}\n" for n, f in enumerate(fields, 1)]
    return "\n".join(lines)


def _written(path: Path, text: str) -> Path:
    path.write_bytes(text.encode("utf-8", "backslashreplace"))
    return path
