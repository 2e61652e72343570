"""Who wrote what to whom and when: e-mails."""

import email.utils
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from evidencekit.desk import Desk
from evidencekit.extractors.text import decoded, seen_text
from evidencekit.model.evidence import Fact, Reading
from evidencekit.model.finding import warning
from evidencekit.model.vocabulary import ReadBy
from evidencekit.ports import Extraction
from evidencekit.unpack import EMAIL, OUTLOOK, parse_email


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
                values, body = _outlook(reading)
            else:
                values, body = _plain(parse_email(reading.source, desk))
        except Exception:  # mail programs and strangers write all sorts
            message = f"{path} is damaged and cannot be read as an e-mail; save it again."
            return Extraction(findings=(warning("damaged", message, path),))
        facts = tuple(Fact(name, value, path, None, ReadBy.EMAIL, 0.99) for name, value in values if value)
        return Extraction(text=(body,), facts=facts, text_read_by=ReadBy.EMAIL)


_Values = tuple[tuple[str, str | datetime | None], ...]
_LONGEST_HEADER, _LONGEST_BODY = 20_000, 400_000
_FIRST_YEAR = 1990


def _plain(message: EmailMessage) -> tuple[_Values, str]:
    addressees = ", ".join(told for h in ("to", "cc") if (told := _header(message, h)))
    values = (
        ("subject", _header(message, "subject")),
        ("sender", _header(message, "from")),
        ("addressees", addressees),
        ("sent_at", _sent(message)),
    )
    return values, _body(message)


def _header(message: EmailMessage, name: str) -> str | None:
    """Return a header on one line; one too long to be parsed in time is cut first."""
    raw = next((str(value) for key, value in message.raw_items() if key.casefold() == name), None)
    if raw is None:
        return None
    try:
        value = raw[:_LONGEST_HEADER] if len(raw) > _LONGEST_HEADER else str(message[name])
    except (ValueError, LookupError, IndexError, AttributeError, TypeError):
        value = raw  # the parser trips over broken headers
    whole = re.sub(r"[\ud800-\udfff]", "\ufffd", value)
    return " ".join(whole.split()) or None


def _sent(message: EmailMessage) -> datetime | None:
    stamp = _header(message, "date")
    try:
        return email.utils.parsedate_to_datetime(stamp[:100]) if stamp else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        text = raw.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = decoded(raw)
    text = text[:_LONGEST_BODY].replace("\r\n", "\n")
    return seen_text(text) if part.get_content_type() == "text/html" else text


def _outlook(reading: Reading) -> tuple[_Values, str]:
    from oxmsg import Message

    message = Message.load(str(reading.source.location))
    sent = message.sent_date
    if sent is not None and sent.year < _FIRST_YEAR:
        sent = None  # Outlook writes 1601 into a message that was never sent
    values = (
        ("subject", _line(message.subject)),
        ("sender", _line(message.sender)),
        ("addressees", ", ".join(r.email_address or r.name or "" for r in message.recipients)),
        ("sent_at", sent),
    )
    body = message.body or (seen_text(message.html_body) if message.html_body else "")
    return values, body[:_LONGEST_BODY].replace("\r\n", "\n")


def _line(value: str | None) -> str | None:
    return " ".join(value.split()) if value else None
