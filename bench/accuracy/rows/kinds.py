"""Kinds: strangers' files whose kind is known, and made papers of every kind that no cue was tuned on."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from made_papers import Paper, make, papers
from sources import corpus, read_each, truth
from tally import Tally

from evidencekit.model.evidence import Exhibit
from evidencekit.resources import open_library
from evidencekit.steps.classify import classify
from evidencekit.steps.intake import open_case

_PRECISION, _RECALL, _SURE = 0.95, 0.85, 0.9
_SEEDS = (101, 102)
_OTHER, _OCR = "other", ("ocr",)


@dataclass(frozen=True, slots=True)
class _Set:
    name: str
    kinds: dict[str, str]
    """The kind that each sort of file in the manifest is."""
    odd: dict[str, str]
    """Files that are something else than their sort says, judged by looking at them."""
    scans: bool = False
    """Whether words must be seen on pictures; where they need not, OCR only takes time."""


_SETS = (
    _Set(
        "invoices",
        dict.fromkeys(("einvoice_pdf", "invoice_pdf", "invoice_png", "invoice_text", "ms_sample"), "supplier_invoice"),
        {
            "ZUGFeRD__fail_FNFE-factur-x-examples_Avoir_FR_type380_MINIMUM.pdf": _OTHER,  # a credit note
            "ZUGFeRD__fail_FNFE-factur-x-examples_Avoir_FR_type381_MINIMUM.pdf": _OTHER,
            "invoice2data__oyo.pdf": "receipt", "invoice2data__oyo.png": "receipt",
            "cognitive-services-REST-api-samples__Invoice-6.pdf": "receipt",  # "Receipt # No."
            "cognitive-services-REST-api-samples__receipt.png": "receipt",
            "cognitive-services-REST-api-samples__contoso-allinone.jpg": "receipt",
        },
        scans=True,
    ),
    _Set(
        "labels",
        {**dict.fromkeys(("label_pdf", "label_png", "label_zpl"), "shipping_label"), "bol_pdf": "bill_of_lading", "parcel_photo": "photo"},
        {"dhl_express__test_shipment_2.pdf": "commercial_invoice", "dhl_parcel_de__test_shipment_2.pdf": "return_label"},
        scans=True,
    ),
    _Set("emails", dict.fromkeys(("eml", "msg", "email_eml", "email_msg"), "correspondence"), {"python-oxmsg__not-a-MSG-file.msg": _OTHER}),
    _Set("images", {"camera_exif": "photo"}, {}),
    _Set("docx", dict.fromkeys(("content_gold", "word_features", "word_torture", "office"), _OTHER), {}),
    _Set("pdfs_hard", dict.fromkeys(("baseline", "named", "outlines", "mixed_sizes", "damaged_recoverable"), _OTHER),
         {"paperless-ngx__split-by-tag-mixed-asn.pdf": "payment_proof"}),
)  # fmt: skip


def measure() -> Iterator[Tally]:
    """Measure the corpus, then the papers as they are written, as OCR leaves them, and without their titles."""
    sure = Tally(f"said at {_SURE} and above", precision_aim=0.9)
    for known in _SETS:
        yield _strangers(known, sure)
    for worn, what, recall in (
        ("", "made papers", _RECALL),
        ("misread", "made papers, misread", _RECALL),
        ("untitled", "made papers, untitled", 0.0),
    ):
        tally = Tally(what, _PRECISION, recall)
        for paper, seen in _made(worn):
            if paper.kind != "sales_invoice":  # whose invoice it is nobody said
                _count(tally, sure, f"{paper.kind} ({paper.language}, no. {paper.number})", paper.kind, seen)
        tally.note = "Written by the makers of the cues, from how such papers look; those the cues were tuned on are left out."
        yield tally
    sure.note = "Over all of the above: of these, nine in ten are to be right."
    yield sure


def _strangers(known: _Set, sure: Tally) -> Tally:
    tally = Tally(f"{known.name} of strangers", _PRECISION)
    folder = corpus(known.name)
    kinds = {
        folder / e["file"]: known.odd.get(e["file"], known.kinds.get(e["kind"])) for e in truth(known.name)
    }
    known_files = (file for file, kind in kinds.items() if kind and file.is_file())
    for read in read_each(known_files, without=() if known.scans else _OCR):
        exhibit = classify(read.readings[:1], open_case(read.file.parent), open_library())[0]
        _count(tally, sure, read.file.name, str(kinds[read.file]), exhibit)
    return tally


def _made(worn: str) -> Iterator[tuple[Paper, Exhibit]]:
    for seed in _SEEDS:
        with tempfile.TemporaryDirectory() as place:
            made = {make(p, seed, _folder(place, p), worn): p for p in papers() if p.held}
            for read in read_each(made, without=_OCR):
                yield made[read.file], classify(read.readings, open_case(read.file.parent), open_library())[0]


def _folder(place: str, paper: Paper) -> Path:
    folder = Path(place) / str(paper.number)
    folder.mkdir()
    return folder


def _count(tally: Tally, sure: Tally, name: str, true: str, exhibit: Exhibit) -> None:
    expected, found = (None if kind == _OTHER else kind for kind in (true, exhibit.kind.value))
    tally.see(name, expected, found)
    if found is not None and exhibit.confidence >= _SURE:
        sure.see(name, expected, found)
