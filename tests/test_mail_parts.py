"""E-mails of several parts: all that a reader would see is read and printed, in its order, and once."""

import base64
import re
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from builders_bundle import exhibit
from builders_intake import coded, codes, corners, mail, outlook_message, packed_rtf, read, winmail
from evidencekit.compound import compound_file
from evidencekit.converters.email import EmailConverter
from evidencekit.desk import Desk
from evidencekit.steps.intake import collect, open_case
from evidencekit.wordcheck import words_of

_HEAD = "From: a@b.example\nTo: c@d.example\nDate: Thu, 10 Sep 2026 16:20:00 +0200\nSubject: Claim\nMIME-Version: 1.0\n"
_TEXT, _HTML = "Content-Type: text/plain", "Content-Type: text/html"


def _many(kind: str, *parts: str, mark: str = "B") -> str:
    inside = "".join(f"--{mark}\n{part}\n" for part in parts)
    return f'Content-Type: {kind}; boundary="{mark}"\n\n{inside}--{mark}--\n'


def _picture(colour: str = "red") -> str:
    picture = corners()
    picture.putpixel((0, 0), (0, 200, 0) if colour == "green" else (9, 9, 9))
    return base64.encodebytes(coded(picture, "PNG")).decode()


def _shown(name: str) -> str:
    head = f"Content-Type: image/png; name={name}\nContent-Disposition: inline; filename={name}"
    return f"{head}\nContent-Transfer-Encoding: base64\n\n{_picture()}"


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (
            _many("multipart/mixed", f"{_TEXT}\n\nThe first photo:\n", _shown("p.png"), f"{_TEXT}\n\nThe driver refused to sign.\n"),
            "The first photo:\n\nThe driver refused to sign.",
        ),
        (
            _many("multipart/mixed", f"{_TEXT}\n\nNine broken.\n", f"{_HTML}\n\n<p>Sent by the list of <b>claims</b></p>\n"),
            "Nine broken.\n\nSent by the list of claims",
        ),
        (
            _many("multipart/mixed", f"{_TEXT}\n\nNine of 12 broken.\n", f"{_HTML}\n\n<p>Nine of <b>12</b> broken.</p>\n"),
            "Nine of 12 broken.",
        ),
        (
            _many(
                "multipart/alternative", f"{_TEXT}\n\nFirst.\n\n\nThen the end.\n",
                _many("multipart/mixed", f"{_HTML}\n\n<p>First.</p>\n", _shown("p.png"), f"{_HTML}\n\n<p>Then the end.</p>\n", mark="C"),
            ),
            "First.\n\n\nThen the end.",
        ),
        (
            _many("multipart/alternative", f"{_TEXT}\n\nThis e-mail needs an HTML viewer.\n", f"{_HTML}\n\n<p>Your parcel was damaged.</p>\n"),
            "Your parcel was damaged.",
        ),
        (
            _many("multipart/alternative", f"{_TEXT}\n\n \n", f"{_HTML}\n\n<p>Your parcel was damaged.</p>\n"),
            "Your parcel was damaged.",
        ),
        (
            _many(
                "multipart/alternative", f"{_TEXT}\n\nSee our answer in the portal, please.\n",
                f"{_HTML}\n\n<p>We refuse claim 17 since the box was sound.</p>\n",
            ),
            "See our answer in the portal, please.\n\nWe refuse claim 17 since the box was sound.",
        ),
        (
            _many(
                "multipart/report; report-type=delivery-status", f"{_TEXT}\n\nIt could not be delivered.\n",
                "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; c@d.example\nAction: failed\n\n",
            ),
            "It could not be delivered.\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; c@d.example\nAction: failed",
        ),
        (
            _many(
                "multipart/report; report-type=disposition-notification",
                "Content-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n\n",
            ),
            "Disposition: manual-action/MDN-sent-manually; displayed",
        ),
        ("Content-Type: text/enriched\n\nThe <bold>box</bold>\nwas << 3 kg.\n\nEnd.\n", "The box was < 3 kg.\nEnd."),
    ],
    ids=["apple", "list", "list-twice", "apple-both", "hint", "empty", "different", "bounce", "receipt", "enriched"],
)  # fmt: skip
def test_every_text_of_a_message_is_read_and_printed_in_its_order_and_once(
    tmp_path: Path, parts: str, text: str
) -> None:
    """Programs write the text before and after a picture, and what a list adds, into parts of their own."""
    (tmp_path / "m.eml").write_text(_HEAD + parts)

    reading = read(tmp_path)["m.eml"]
    known = replace(exhibit(tmp_path / "m.eml", "A"), reading=reading)
    made = EmailConverter().convert(known, Desk(tmp_path / "desk"))

    assert reading.text[0].strip() == text
    assert reading.findings == ()
    assert made.pdf is not None
    words = [word for word in re.split(r"\W+", text) if word]
    assert list(words_of(made.pdf))[-len(words) :] == words


def test_of_two_ways_to_say_the_same_the_richer_is_read_and_what_only_the_other_has_is_told(
    tmp_path: Path,
) -> None:
    """A plain text that lost a table, and one that has a link and a number more."""
    plain = "Dear Sirs, carton 7 was crushed when the driver brought it. Regards, Dana. Reference 4711."
    html = "<p>Dear Sirs, carton 7 was crushed when the driver brought it. <a href='x'>Regards</a>, Dana.</p>"
    table = "<table><tr><td>Goods<td>broken<td>value<tr><td>cups<td>9<td>USD 120.50</table>"
    for name, told in (("table", table), ("same", "")):
        both = mail(plain if told else plain.replace(" Reference 4711.", ""))
        both.add_alternative(html + told, subtype="html")
        (tmp_path / f"{name}.eml").write_bytes(bytes(both))

    readings = read(tmp_path)

    assert "cups   9   USD 120.50" in readings["table.eml"].text[0]
    assert codes(readings["table.eml"].findings) == {"table.eml": "other-wording"}
    assert "4711" in readings["table.eml"].findings[0].message
    assert readings["same.eml"].findings == ()


def test_pictures_that_are_written_into_html_are_evidence_of_their_own(tmp_path: Path) -> None:
    """In an e-mail and in a page, each once and in whatever it is coded; what stands after them is read."""
    one, two = _picture().replace("\n", ""), _picture("green")
    page = (
        f"<p>Before <img src=\"data:image/png;base64,{one}\"> between <img src='data:image/png;base64,{two}'>"
        f"<img src=data:image/png;base64,{one} alt=again> after, with metadata:, too</p>"
    )
    message = mail()
    message.set_content(page, subtype="html", cte="quoted-printable")
    (tmp_path / "m.eml").write_bytes(bytes(message))
    (tmp_path / "page.html").write_text(page)

    readings = read(tmp_path)

    assert sorted(readings) == [
        "m.eml", "m.eml/picture-1.png", "m.eml/picture-2.png",
        "page.html", "page.html/picture-1.png", "page.html/picture-2.png",
    ]  # fmt: skip
    for name in ("m.eml", "page.html"):
        assert readings[name].text[0].split() == ["Before", "between", "after,", "with", "metadata:,", "too"]
        assert readings[f"{name}/picture-1.png"].source.media_type == "image/png"


def test_a_text_behind_large_pictures_is_not_cut_off(tmp_path: Path) -> None:
    """They are longer than all that is read of a text."""
    blob = base64.b64encode(bytes(range(256)) * 6_000).decode()
    page = f"<p>Before <img src='data:image/png;base64,{blob}'> the driver refused to sign</p>"
    message = mail()
    message.set_content(page, subtype="html", cte="7bit")
    (tmp_path / "m.eml").write_bytes(bytes(message))
    (tmp_path / "page.html").write_text(page)

    readings = read(tmp_path)

    for name in ("m.eml", "page.html"):
        assert readings[name].text[0].strip() == "Before the driver refused to sign"
        assert readings[name].findings == ()


def test_pictures_that_are_shown_from_the_network_are_not_fetched_and_are_told(tmp_path: Path) -> None:
    """But for those that only tell the sender that the message was opened, and those that nobody sees."""
    page = (
        "<p>Photo of the delivery: <img src='https://e.example/pod.jpg'> <img src='https://e.example/pod.jpg'>"
        "<img src='https://e.example/o.gif' width=1 height=1><img src='//e.example/o' style='width:1px'>"
        "<img src='https://e.example/x' hidden><img src='cid:a'></p>"
    )
    message = mail()
    message.set_content(page, subtype="html")
    (tmp_path / "m.eml").write_bytes(bytes(message))
    (tmp_path / "page.html").write_text(page)

    readings = read(tmp_path)

    for name in ("m.eml", "page.html"):
        assert [f.code for f in readings[name].findings] == ["pictures-elsewhere"]
        assert f"{name} shows 1 picture from the network" in readings[name].findings[0].message


def test_a_piece_of_a_message_is_read_and_said_to_be_one(tmp_path: Path) -> None:
    """Old programs cut what is too long; only together it is whole. What lies elsewhere is not fetched."""
    piece = "Content-Type: message/partial; id=x; number=2; total=3\n\nand then the pallet fell.\n"
    aside = 'Content-Type: message/external-body; access-type=URL; URL="http://e.example/f"\n\nContent-Type: application/pdf\n\n'
    (tmp_path / "piece.eml").write_text(_HEAD + piece)
    (tmp_path / "aside.eml").write_text(_HEAD + _many("multipart/mixed", f"{_TEXT}\n\nSee there.\n", aside))

    readings = read(tmp_path)

    assert readings["piece.eml"].text[0].strip() == "and then the pallet fell."
    assert codes(readings["piece.eml"].findings) == {"piece.eml": "piece-of-message"}
    assert "2 of 3" in readings["piece.eml"].findings[0].message
    assert codes(readings["aside.eml"].findings) == {"aside.eml": "lies-elsewhere"}
    assert "http://e.example/f" in readings["aside.eml"].text[0]


def test_a_text_with_a_name_is_a_file_and_not_read_twice(tmp_path: Path) -> None:
    """As first part of a message too, and with the headers of what came back."""
    named = "Content-Type: text/plain; name=list.txt\nContent-Disposition: inline; filename=list.txt\n\nNine cups.\n"
    returned = "Content-Type: text/rfc822-headers\n\n" + _HEAD + "\n"
    (tmp_path / "m.eml").write_text(
        _HEAD + _many("multipart/mixed", named, f"{_TEXT}\n\nSee it.\n", returned)
    )

    readings = read(tmp_path)

    assert sorted(readings) == ["m.eml", "m.eml/attachment.eml", "m.eml/list.txt"]
    assert readings["m.eml"].text[0].strip() == "See it."
    assert readings["m.eml/list.txt"].text[0].strip() == "Nine cups."
    assert "Claim" in [f.value for f in readings["m.eml/attachment.eml"].facts]


def test_of_an_outlook_message_the_richer_text_is_read(tmp_path: Path) -> None:
    """Its HTML, where the plain text is only a hint; bytes that its encoding has not do no harm."""
    html = b"<p>The seal was broken at gate 7, the driver would not wait. \xff</p>"
    (tmp_path / "m.msg").write_bytes(compound_file(outlook_message("x", html=html)))

    assert "The seal was broken at gate 7" in read(tmp_path)["m.msg"].text[0]


def _property(code: int, kind: int, content: bytes) -> bytes:
    return struct.pack("<HHII", kind, code, 1, len(content)) + content + bytes(-len(content) % 4)


def test_what_outlook_packs_into_winmail_dat_is_evidence_of_its_own(tmp_path: Path) -> None:
    """Its text, and its files under their long names; what cannot be taken out is told, and so is an end that is lacking."""
    names = struct.pack("<IHHI", 2, 0x03, 0x3705, 1) + _property(
        0x3707, 0x1F, "Schäden.txt\0".encode("utf-16-le")
    )
    rtf = struct.pack("<I", 1) + _property(0x1009, 0x102, packed_rtf(rb"{\rtf1 nine cups}"))
    files = (
        (0x9002, bytes(14)), (0x8010, b"SCHADE~1.TXT\0"), (0x800F, b"nine cups"), (0x9005, names),
        (0x9002, bytes(14)), (0x8010, b"chart\0"),
    )  # fmt: skip
    message = mail()
    whole = winmail((0x9003, rtf), *files)
    message.add_attachment(whole, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    (tmp_path / "m.eml").write_bytes(bytes(message))
    (tmp_path / "cut.dat").write_bytes(
        winmail((0x800C, b"Words."), (0x9002, bytes(14)), (0x800F, b"nine cups"))[:-9]
    )

    sources, findings = collect(open_case(tmp_path), Desk(tmp_path.parent / "desk"), ())
    places = {s.path: s.location for s in sources}

    assert sorted(places) == [
        "cut.dat", "cut.dat/attachment", "cut.dat/message.txt",
        "m.eml", "m.eml/winmail.dat", "m.eml/winmail.dat/Schäden.txt", "m.eml/winmail.dat/message.rtf",
    ]  # fmt: skip
    assert places["m.eml/winmail.dat/Schäden.txt"].read_bytes() == b"nine cups"
    assert places["m.eml/winmail.dat/message.rtf"].read_bytes() == rb"{\rtf1 nine cups}"
    assert codes(findings) == {"cut.dat": "unpack-failed", "m.eml/winmail.dat": "unpack-failed"}


def test_an_outlook_message_with_rich_text_alone_gives_that_as_a_file(tmp_path: Path) -> None:
    """Else nobody would see what it says."""
    text = rb"{\rtf1 The seal was broken.}"
    (tmp_path / "m.msg").write_bytes(compound_file(outlook_message("x", rtf=packed_rtf(text))))

    readings = read(tmp_path)

    assert readings["m.msg/message.rtf"].source.media_type == "text/rtf"


def test_a_message_that_was_coded_to_be_attached_is_read(tmp_path: Path) -> None:
    """No standard allows it; many programs do it."""
    inner = base64.encodebytes(bytes(mail("The seal was broken."))).decode()
    coded_message = f"Content-Type: message/rfc822; name=x.eml\nContent-Transfer-Encoding: base64\n\n{inner}"
    (tmp_path / "m.eml").write_text(_HEAD + _many("multipart/mixed", f"{_TEXT}\n\nSee.\n", coded_message))

    readings = read(tmp_path)

    assert readings["m.eml/x.eml"].text[0].strip() == "The seal was broken."
    assert readings["m.eml/x.eml"].findings == ()


def test_a_line_that_only_previews_show_is_left_out_of_a_message(tmp_path: Path) -> None:
    """It is hidden from whoever opens the message, and may say what the message does not."""
    page = (
        '<div style="display:none;max-height:0">Delivered on 3 March</div><p>Your parcel 17 was crushed.</p>'
    )
    alone, outlook = mail(), outlook_message("x", html=page.encode())
    alone.set_content(page, subtype="html")
    (tmp_path / "alone.eml").write_bytes(bytes(alone))
    (tmp_path / "o.msg").write_bytes(compound_file(outlook))

    readings = read(tmp_path)

    for name in ("alone.eml", "o.msg"):
        assert "Your parcel 17 was crushed." in readings[name].text[0]
        assert "March" not in readings[name].text[0]
        assert "hidden-text" in [f.code for f in readings[name].findings]
        assert "4 words" in readings[name].findings[-1].message
