"""Who wrote what to whom and when: e-mails."""

import email.utils
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
            values, body = (
                _outlook(reading)
                if reading.source.media_type == OUTLOOK
                else _plain(parse_email(reading.source, desk))
            )
        except Exception:
            return Extraction(
                findings=(
                    warning(
                        "damaged", f"{path} is damaged and cannot be read as an e-mail; save it again.", path
                    ),
                )
            )
        facts = tuple(Fact(name, value, path, None, ReadBy.EMAIL, 0.99) for name, value in values if value)
        return Extraction(text=(body,), facts=facts, text_read_by=ReadBy.EMAIL)


_Values = tuple[tuple[tuple[str, str | datetime | None], ...], str]


def _plain(message: EmailMessage) -> _Values:
    sent = None
    stamp = message["date"]
    if stamp is not None:
        try:
            sent = email.utils.parsedate_to_datetime(str(stamp))
        except ValueError:
            sent = None
    addressees = ", ".join(str(message[h]) for h in ("to", "cc") if message[h])
    values = (
        ("subject", _line(message["subject"])),
        ("sender", _line(message["from"])),
        ("addressees", addressees),
        ("sent_at", sent),
    )
    return values, _body(message)


def _line(value: object) -> str | None:
    return " ".join(str(value).split()) if value is not None else None


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
    text = text[:400_000].replace("\r\n", "\n")
    return seen_text(text) if part.get_content_type() == "text/html" else text


def _outlook(reading: Reading) -> _Values:
    from oxmsg import Message

    message = Message.load(str(reading.source.location))
    sent = message.sent_date
    if sent is not None and sent.year < 1990:
        sent = None  # Outlook writes 1601 into a message that was never sent
    values = (
        ("subject", _line(message.subject)),
        ("sender", _line(message.sender)),
        ("addressees", ", ".join(r.email_address or r.name or "" for r in message.recipients)),
        ("sent_at", sent),
    )
    body = message.body or (seen_text(message.html_body) if message.html_body else "")
    return values, body[:400_000].replace("\r\n", "\n")
