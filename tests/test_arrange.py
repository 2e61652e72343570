"""The order of a claim file, and labels that stay what they were."""

import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from builders_bundle import case
from evidencekit.model.assessment import NotAccepted
from evidencekit.model.evidence import Exhibit, Fact, Reading, SourceFile
from evidencekit.model.vocabulary import Kind, ReadBy, View
from evidencekit.steps.arrange import arrange


def _exhibit(
    path: str, kind: Kind = Kind.OTHER, view: View | None = None, *, at: str | None = None, **more: Any
) -> Exhibit:
    source = SourceFile(path, Path(path), hashlib.sha256(path.encode()).hexdigest(), 1, "application/pdf")
    name = "captured_at" if kind is Kind.PHOTO else "sent_at"
    facts = (Fact(name, datetime.fromisoformat(at), path, None, ReadBy.EXIF, 1.0),) if at else ()
    return Exhibit(Reading(source, facts=facts), kind, 1.0, "", path, view=view, **more)


def _labels(exhibits: tuple[Exhibit, ...]) -> list[tuple[str | None, str]]:
    return [(e.label, e.path) for e in exhibits]


def test_exhibits_stand_in_the_order_of_a_claim_file() -> None:
    """Carriage, origin, custody, loss, value, mitigation, notices, insurance, the rest."""
    kinds = [
        Kind.OTHER, Kind.INSURANCE_CERTIFICATE, Kind.NOTICE_OF_CLAIM, Kind.SALVAGE_RECORD, Kind.COMMERCIAL_INVOICE,
        Kind.PHOTO, Kind.PROOF_OF_DELIVERY, Kind.PACKING_LIST, Kind.BILL_OF_LADING, Kind.CLAIM_FORM,
    ]  # fmt: skip

    arranged = arrange(tuple(_exhibit(k.value, k) for k in kinds), case(Path()))

    assert [e.kind for e in arranged] == kinds[::-1]
    assert [e.label for e in arranged] == list("ABCDEFGHIJ")


def test_the_same_bytes_are_sent_once() -> None:
    """The file in the folder is sent, not its copy in an e-mail, unless a person speaks of the copy."""
    original = _exhibit("receipt.pdf")
    copy = _exhibit("a notice.eml/receipt.pdf")
    twin = replace(copy.source, sha256=original.source.sha256, container="a notice.eml")
    copy = replace(copy, reading=replace(copy.reading, source=twin))

    arranged = arrange((copy, original), case(Path()))
    wanted = arrange((copy, original), case(Path(), evidence={copy.path: {"note": "as sent to them"}}))

    assert _labels(arranged) == [("A", "receipt.pdf"), (None, "a notice.eml/receipt.pdf")]
    assert arranged[1].left_out == "it is the same file as receipt.pdf"
    assert [label for label, _ in _labels(wanted)] == ["A", "B"]


def test_what_would_be_refused_is_not_sent_unless_a_person_insists() -> None:
    trap, real = (
        _exhibit("pro-forma.pdf", Kind.PROFORMA_INVOICE),
        _exhibit("invoice.pdf", Kind.SUPPLIER_INVOICE),
    )
    harmful = (NotAccepted("pro-forma.pdf", "it proves no sale"),)

    arranged = arrange((trap, real), case(Path()), (), harmful)
    insisted = arrange(
        (trap, real), case(Path(), evidence={"pro-forma.pdf": {"leave_out": False}}), (), harmful
    )

    assert _labels(arranged) == [("A", "invoice.pdf"), (None, "pro-forma.pdf")]
    assert arranged[1].left_out == "it would be refused: it proves no sale"
    assert [label for label, _ in _labels(insisted)] == ["A", "B"]


def test_every_kind_and_view_has_its_place() -> None:
    """No kind and no view of the vocabulary is forgotten."""
    exhibits = (
        *(_exhibit(k.value, k) for k in Kind),
        *(_exhibit(f"v {v.value}", Kind.PHOTO, v) for v in View),
    )

    assert len(arrange(exhibits, case(Path()))) == len(exhibits)


def test_photos_from_wide_to_close_then_by_time() -> None:
    """Box before goods before close-up; within a view as they were taken, then by number in the name."""
    photos = (
        _exhibit("c.jpg", Kind.PHOTO, View.DAMAGE_CLOSE_UP),
        _exhibit("b.jpg", Kind.PHOTO, View.GOODS),
        _exhibit("IMG 10.jpg", Kind.PHOTO, View.OUTER_BOX, at="2026-09-10T09:00"),
        _exhibit("IMG 2.jpg", Kind.PHOTO, View.OUTER_BOX, at="2026-09-10T09:00"),
        _exhibit("z first.jpg", Kind.PHOTO, View.OUTER_BOX, at="2026-09-10T08:00"),
    )

    assert [e.path for e in arrange(photos, case(Path()))] == [
        "z first.jpg",
        "IMG 2.jpg",
        "IMG 10.jpg",
        "b.jpg",
        "c.jpg",
    ]


def test_labels_go_on_after_z() -> None:
    """The twenty-seventh exhibit is AA, the seven hundred and third AAA, and they stay in this order."""
    arranged = arrange(tuple(_exhibit(f"{n:04}") for n in range(704)), case(Path()))

    assert [arranged[n].label for n in (25, 26, 27, 701, 702)] == ["Z", "AA", "AB", "ZZ", "AAA"]
    assert [e.path for e in arranged] == [f"{n:04}" for n in range(704)]


def test_left_out_comes_last_without_a_label() -> None:
    """What is not sent has no label and takes none away."""
    exhibits = (_exhibit("a", left_out="a person said so"), _exhibit("b"))

    assert _labels(arrange(exhibits, case(Path()))) == [("A", "b"), (None, "a")]


def test_an_unpacked_archive_is_left_out_and_an_email_is_not() -> None:
    """An e-mail is evidence itself; a ZIP whose files are exhibits says nothing more."""
    mail, archive, attached, member = (
        _exhibit(p) for p in ("mail.eml", "all.zip", "mail.eml/note", "all.zip/x")
    )

    def typed(exhibit: Exhibit, media_type: str, container: str | None = None) -> Exhibit:
        source = replace(exhibit.source, media_type=media_type, container=container)
        return replace(exhibit, reading=replace(exhibit.reading, source=source))

    arranged = arrange(
        (
            typed(mail, "message/rfc822"), typed(archive, "application/zip"),
            typed(attached, "text/plain", "mail.eml"), typed(member, "text/plain", "all.zip"),
            typed(_exhibit("locked.zip"), "application/zip"),
        ),
        case(Path()),
    )  # fmt: skip

    assert [e.path for e in arranged if e.label] == ["all.zip/x", "locked.zip", "mail.eml", "mail.eml/note"]
    assert "unpacked" in str(arranged[-1].left_out)


def test_earlier_labels_stay_and_newcomers_go_to_the_end() -> None:
    """A label that a letter already sent names never moves, and the label of a file that is gone is not given again."""
    exhibits = (_exhibit("new form", Kind.CLAIM_FORM), _exhibit("invoice"), _exhibit("photo"))

    arranged = arrange(exhibits, case(Path()), (("photo", "A"), ("gone", "C"), ("invoice", "B")))

    assert _labels(arranged) == [("A", "photo"), ("B", "invoice"), ("D", "new form")]


def test_a_pinned_label_wins() -> None:
    """What a person wrote counts more than what an earlier bundle gave; whoever had the label gets the next one."""
    said = case(Path(), evidence={"photo": {"label": "b"}})

    fresh = arrange((_exhibit("invoice"), _exhibit("photo"), _exhibit("third")), said)
    again = arrange((_exhibit("invoice"), _exhibit("photo")), said, (("invoice", "B"), ("photo", "A")))

    assert _labels(fresh) == [("A", "invoice"), ("B", "photo"), ("C", "third")]
    assert _labels(again) == [("B", "photo"), ("C", "invoice")]


def test_labels_that_cannot_be_given_are_told() -> None:
    """Two files with one pinned label, and a label that is none: each gets the next free one and a finding."""
    said = case(Path(), evidence={"a": {"label": "X"}, "b": {"label": "X"}, "c": {"label": "C-1"}})

    arranged = {e.path: e for e in arrange((_exhibit("a"), _exhibit("b"), _exhibit("c")), said)}

    assert {path: e.label for path, e in arranged.items()} == {"a": "X", "b": "A", "c": "B"}
    assert [f.subject for e in arranged.values() for f in e.reading.findings] == ["b", "c"]
