"""Who wrote what to whom and when: e-mails."""

import email.utils
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from evidencekit import outlook
from evidencekit.desk import Desk
from evidencekit.extractors.headers import addresses_text, header_text
from evidencekit.extractors.htmltext import left_out
from evidencekit.extractors.mailtext import Written, of_outlook, written
from evidencekit.mailparts import EMAIL
from evidencekit.model.evidence import Fact, Reading
from evidencekit.model.finding import Finding, note, warning
from evidencekit.model.vocabulary import ReadBy
from evidencekit.noroom import not_its_fault
from evidencekit.ports import Extraction
from evidencekit.unpack import OUTLOOK, parse_email


@dataclass(frozen=True, slots=True)
class EmailReader:
    """Headers as facts, the body as text."""

    name: str = "email"

    def missing(self) -> str | None:
        """Nothing."""
        return None

    def reads(self, reading: Reading) -> bool:
        """Messages saved as .eml, and Outlook's .msg."""
        return reading.source.media_type in {EMAIL, OUTLOOK}

    def extract(self, reading: Reading, desk: Desk) -> Extraction:
        """Read the headers and the body that a reader would see."""
        path = reading.source.path
        try:
            if reading.source.media_type == OUTLOOK:
                values, said = _outlook(reading)
            else:
                values, said = _plain(parse_email(reading.source, desk))
        except Exception as reason:  # mail programs and strangers write all sorts
            if not_its_fault(reason):
                raise
            message = f"{path} is damaged and cannot be read as an e-mail; save it again."
            return Extraction(findings=(warning("damaged", message, path),))
        facts = tuple(Fact(name, value, path, None, ReadBy.EMAIL, 0.99) for name, value in values if value)
        findings = () if dict(values)["sent_at"] else (_undated(path),)
        return Extraction(
            text=(said.text,),
            facts=facts,
            findings=(*findings, *_left_out(said, path)),
            text_read_by=ReadBy.EMAIL,
        )


def _left_out(said: Written, path: str) -> Iterator[Finding]:
    """Say what of a message is not shown, and why."""
    if said.differing:
        listed = ", ".join(said.differing[:_LISTED]) + (" ..." if len(said.differing) > _LISTED else "")
        message = (
            f"{path} says the same twice, as plain text and as HTML, but not word by word: what says more is shown, "
            f"and these words stand only in the other ({listed}). Where they matter, print the message to PDF and put that into the folder."
        )
        yield note("other-wording", message, path)
    yield from left_out(path, said.hidden, said.afar)
    if said.piece:
        number, total = said.piece
        message = (
            f"{path} is piece {number} of {total} of a message that was sent in pieces; only what stands in this piece is shown. "
            "Open it in a mail program that puts the pieces together, and save the whole message."
        )
        yield warning("piece-of-message", message, path)
    if said.elsewhere:
        message = (
            f"{path} says that a part of it lies elsewhere; nothing is fetched. Ask the sender for that file."
        )
        yield warning("lies-elsewhere", message, path)
    if said.cut:
        message = (
            f"{path} is very long; only its beginning was read. Print it to PDF and put that into the folder."
        )
        yield warning("long-text", message, path)


def _undated(path: str) -> Finding:
    message = f"{path} does not say when it was sent; a draft or a copy proves no notice. Save the message as it was sent."
    return note("undated-email", message, path)


_Values = tuple[tuple[str, str | datetime | None], ...]
_LISTED = 8
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def _plain(message: EmailMessage) -> tuple[_Values, Written]:
    addressees = ", ".join(told for h in ("to", "cc") if (told := _header(message, h, addresses_text)))
    values = (
        ("subject", _header(message, "subject")),
        ("sender", _header(message, "from", addresses_text)),
        ("addressees", addressees),
        ("sent_at", _sent(message)),
    )
    return values, written(message)


def _header(message: EmailMessage, name: str, shown: Callable[[str], str | None] = header_text) -> str | None:
    """Return the first header of a name, as a reader would see it; one too long to be read in time is cut first."""
    raw = next((str(value) for key, value in message.raw_items() if key.casefold() == name), None)
    return shown(raw) if raw else None


def _sent(message: EmailMessage) -> datetime | None:
    stamp = (_header(message, "date") or "")[:100]
    try:
        moment = email.utils.parsedate_to_datetime(stamp)
    except (ValueError, TypeError, IndexError, OverflowError):
        try:
            moment = datetime.fromisoformat(stamp)
        except ValueError:
            return None
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def _outlook(reading: Reading) -> tuple[_Values, Written]:
    from oxmsg import Message

    message = Message.load(str(reading.source.location))
    values = (
        ("subject", _line(message.subject)),
        ("sender", header_text(told) if (told := outlook.sender(message)) else None),
        ("addressees", ", ".join(r.email_address or r.name or "" for r in message.recipients)),
        ("sent_at", outlook.sent_at(message)),
    )
    return values, of_outlook(message.body, outlook.html_of(message))


def _line(value: str | None) -> str | None:
    return " ".join(value.split()) if value else None
