"""E-mails: headers as facts, the body as text."""

import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from builders_intake import mail, read
from evidencekit.model.evidence import Reading
from evidencekit.model.vocabulary import ReadBy


def _told(reading: Reading) -> dict[str, object]:
    return {f.name: f.value for f in reading.facts if f.read_by is ReadBy.EMAIL}


def test_headers_become_facts_and_the_body_text(tmp_path: Path) -> None:
    """Names are decoded, the date keeps its zone."""
    (tmp_path / "n.eml").write_bytes(bytes(mail("The parcel arrived crushed.\n\nJürgen")))

    reading = read(tmp_path)["n.eml"]

    assert _told(reading) == {
        "subject": "Damage to 1Z999AA10123456784",
        "sender": "Jürgen Krämer <jk@shop.example>",
        "addressees": "claims@carrier.example",
        "sent_at": datetime(2026, 9, 10, 16, 20, tzinfo=timezone(timedelta(hours=2))),
    }
    assert reading.text[0].strip() == "The parcel arrived crushed.\n\nJürgen"
    assert reading.pages is None


def test_plain_text_is_taken_before_html_and_html_is_read_where_it_is_alone(tmp_path: Path) -> None:
    """The same words once; no tags."""
    both, alone = mail("Plain words."), mail()
    both.add_alternative("<p>HTML words.</p>", subtype="html")
    alone.set_content("<p>Only <b>HTML</b> words.</p>", subtype="html")
    (tmp_path / "both.eml").write_bytes(bytes(both))
    (tmp_path / "alone.eml").write_bytes(bytes(alone))

    readings = read(tmp_path)

    assert readings["both.eml"].text[0].strip() == "Plain words."
    assert readings["alone.eml"].text[0].strip() == "Only HTML words."


def test_a_message_with_impossible_headers_still_has_the_rest(tmp_path: Path) -> None:
    """No date, an unknown charset, raw bytes in the subject."""
    raw = (
        b"From: a@b.example\r\nTo: c@d.example\r\nSubject: Gr\xf6\xdfe\r\nDate: the day after\r\n"
        b"Content-Type: text/plain; charset=klingon\r\n\r\nDamaged goods.\r\n"
    )
    (tmp_path / "odd.eml").write_bytes(raw)

    reading = read(tmp_path)["odd.eml"]

    assert "sent_at" not in _told(reading)
    assert str(_told(reading)["subject"]).startswith("Gr")
    str(_told(reading)["subject"]).encode("utf-8")
    assert "Damaged goods." in reading.text[0]


def test_endless_headers_do_not_hold_up_the_case(tmp_path: Path) -> None:
    """A million bytes of addressees."""
    crowd = b"To: " + b", ".join(b"x%d@example.org" % n for n in range(60_000))
    (tmp_path / "crowd.eml").write_bytes(
        b"From: a@b.example\nSubject: x\nDate: y\n" + crowd + b"\n\nWords.\n"
    )
    began = time.perf_counter()

    reading = read(tmp_path)["crowd.eml"]

    assert time.perf_counter() - began < 10
    assert reading.text[0].strip() == "Words."
    assert str(_told(reading)["addressees"]).startswith("x0@example.org")
