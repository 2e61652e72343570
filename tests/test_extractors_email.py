"""E-mails: headers as facts, the body as text."""

import base64
import io
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from builders_intake import mail, outlook_message, read
from builders_spent import spent
from evidencekit.compound import Folder, compound_file
from evidencekit.extractors.headers import header_text
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
    began = spent()

    reading = read(tmp_path)["crowd.eml"]

    assert spent() - began < 10
    assert reading.text[0].strip() == "Words."
    assert str(_told(reading)["addressees"]).startswith("x0@example.org")


def _word(charset: str, content: bytes) -> str:
    return f"=?{charset}?B?{base64.b64encode(content).decode()}?="


CHINESE = "货物破损索赔通知"


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (_word("utf-8", "Größe".encode()) + "\r\n " + _word("utf-8", b" und Zahl"), "Größe und Zahl"),
        (_word("gb2312", CHINESE.encode("gbk")[:5]) + " " + _word("gb2312", CHINESE.encode("gbk")[5:]), CHINESE),
        (_word("utf-8", CHINESE.encode()[:7]) + _word("utf-8", CHINESE.encode()[7:]), CHINESE),
        ("=?klingon?Q?Schaden_M=FCller?=", "Schaden Müller"),
        ("=?utf-8?B?R3LDvMOf?=Re: claim", "GrüßRe: claim"),
        ("Re: =?iso-8859-1?Q?caf=E9?= (2)", "Re: café (2)"),
        ("=?utf-8?B?R3LDvMO?=", "Grü�"),
        ("Gr\udcc3\udcbc\udcc3\udc9f", "Grüß"),
        ("=?utf-8?Q?never_ends", "=?utf-8?Q?never_ends"),
    ],
)  # fmt: skip
def test_encoded_words_are_decoded_even_where_programs_break_them(raw: str, shown: str) -> None:
    """Characters cut in two, charsets that nobody knows or that hold more than they say, raw bytes, open ends."""
    assert header_text(raw) == shown


@pytest.mark.parametrize("stamp", ["Mon, 01 Jan 1601 00:00:00 +0000", "Fri, 31 Dec 9999 10:00:00 +0000", ""])
def test_a_date_of_another_age_is_none_and_said_to_be_missing(tmp_path: Path, stamp: str) -> None:
    """A message that does not say when it was sent proves no notice."""
    (tmp_path / "d.eml").write_text(
        f"From: a@b.example\nTo: c@d.example\nSubject: x\nDate: {stamp}\n\nWords.\n"
    )

    reading = read(tmp_path)["d.eml"]

    assert "sent_at" not in _told(reading)
    assert [f.code for f in reading.findings] == ["undated-email"]


def test_a_message_inside_an_outlook_message_becomes_evidence_of_its_own(tmp_path: Path) -> None:
    """With its own subject, and with what is attached to it."""
    inner = outlook_message("Crushed carton", attached=("photo list.txt", b"three photos"))
    (tmp_path / "outer.msg").write_bytes(
        compound_file(outlook_message("Forwarded", inside=("Notice", inner)))
    )

    readings = read(tmp_path)

    assert sorted(readings) == ["outer.msg", "outer.msg/Notice.msg", "outer.msg/Notice.msg/photo list.txt"]
    assert _told(readings["outer.msg/Notice.msg"])["subject"] == "Crushed carton"


def test_the_sender_of_an_outlook_message_is_a_name_and_an_address(tmp_path: Path) -> None:
    """A path in an Exchange directory is no address."""
    message = outlook_message("x", sender=("Dana Okafor", "/o=Example/cn=Recipients/cn=dana"))
    (tmp_path / "m.msg").write_bytes(compound_file(message))

    assert _told(read(tmp_path)["m.msg"])["sender"] == "Dana Okafor"


@pytest.mark.parametrize("size", [0, 1, 63, 64, 4095, 4096, 70_000, 9_000_000])
def test_a_compound_file_holds_what_was_put_in(size: int) -> None:
    """Small streams, large ones, and files whose table of tables needs tables itself; read by olefile."""
    import olefile

    streams = tuple((f"s{n}", bytes([n]) * (size + n)) for n in range(12))
    made = compound_file(Folder("", (("top", b"x" * size),), (Folder("deep", streams),)))

    with olefile.OleFileIO(io.BytesIO(made)) as ole:
        assert ole.openstream("top").read() == b"x" * size
        for name, content in streams:
            assert ole.openstream(f"deep/{name}").read() == content
