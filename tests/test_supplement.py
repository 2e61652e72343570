"""Late evidence: once a claim is filed, what leaves the house is what changed since, and a page that says so."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from evidencekit import Outcome, build
from evidencekit.rebuild import rebuild
from evidencekit.verify import verify

FIRST, LATER, LATEST = date(2026, 10, 20), date(2026, 11, 5), date(2026, 11, 20)
FILED = "filed_on = 2026-10-21"
INVOICE, RECEIPT = (
    "COMMERCIAL INVOICE\nInvoice No.: INV-77\nTotal: USD 90.00\n",
    "DELIVERY RECEIPT\nReceived with exceptions: crushed\n",
)

Make = Callable[..., Outcome]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Builds the case as it is now."""

    def build_it(
        today: date, claim: str = "", *, more: str = "", draft: bool = False, **files: str
    ) -> Outcome:
        folder = tmp_path / "case"
        folder.mkdir(exist_ok=True)
        for name, text in {"invoice": INVOICE, "receipt": RECEIPT, **files}.items():
            (folder / f"{name}.txt").write_text(text)
        (folder / "case.toml").write_text(
            '[claimant]\nname = "Harbor Home Goods LLC"\n[loss]\ntype = "damaged"\namount = "90.00 USD"\n'
            f"{more}\n[claims.generic]\n{claim}\n"
        )
        (outcome,) = build(folder, into=tmp_path / "out", recipients=["generic"], today=today, draft=draft)
        assert outcome.folder is not None, outcome.findings
        return outcome

    return build_it


def delivered(outcome: Outcome) -> tuple[str, str]:
    """Return the name and the text of the one PDF that leaves the house."""
    assert outcome.folder is not None
    (pdf,) = (outcome.folder / "delivery").glob("*.pdf")
    return pdf.name, text_of(pdf)


def text_of(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(" ".join(p.get_textpage().get_text_bounded() for p in document).split())


def account(outcome: Outcome) -> dict[str, Any]:
    assert outcome.folder is not None
    read: dict[str, Any] = json.loads((outcome.folder / "manifest.json").read_text())
    return read


def told(outcome: Outcome) -> set[str]:
    return {f.code for f in outcome.findings}


def test_late_evidence_leaves_alone_with_a_page_that_says_what_changed(make: Make) -> None:
    make(FIRST)
    outcome = make(LATER, FILED, estimate="REPAIR ESTIMATE\nCannot be repaired\n")

    name, text = delivered(outcome)
    assert name.startswith("Supplement of 2026-11-05 to claim case")
    assert "This adds to the claim as it was sent to you by October 21, 2026." in text
    assert "New exhibits C Repair estimate" in text
    assert "Exhibits A and B stand as they were sent to you, and are not enclosed again." in text
    assert "Cannot be repaired" in text
    assert "Exhibit C · page" in text
    assert "Exhibit A · page" not in text
    assert outcome.folder is not None
    assert "Exhibit A · page" in text_of(outcome.folder / "bundle.pdf")
    assert {e.exhibit.path: e.exhibit.label for e in outcome.exhibits}["estimate.txt"] == "C"
    assert "supplement" in told(outcome)


def test_a_changed_file_takes_the_place_of_the_one_that_was_sent(make: Make) -> None:
    make(FIRST)
    outcome = make(LATER, FILED, receipt=RECEIPT + "and wet\n")

    text = delivered(outcome)[1]
    label = next(e.exhibit.label for e in outcome.exhibits if e.exhibit.path == "receipt.txt")
    assert f"Exhibits that take the place of those sent before {label} Delivery receipt" in text
    assert "and wet" in text
    assert account(outcome)["supplement"]["replaced"] == [label]


def test_only_what_a_person_leaves_out_is_withdrawn(make: Make, tmp_path: Path) -> None:
    make(FIRST, note="Some note\n", hint="Another note\n")
    (tmp_path / "case" / "hint.txt").unlink()
    outcome = make(LATER, FILED, more='[evidence."note.txt"]\nleave_out = true', note="Some note\n")

    made = account(outcome)["supplement"]
    assert len(made["withdrawn"]) == 1
    assert f"Exhibits that we withdraw {made['withdrawn'][0]}" in delivered(outcome)[1]
    gone = next(f for f in outcome.findings if f.code == "sent-and-gone")
    assert gone.subject == "hint.txt"
    assert "hint" not in delivered(outcome)[1]


def test_built_again_it_is_the_same_supplement(make: Make) -> None:
    make(FIRST)
    first = make(LATER, FILED, estimate="REPAIR ESTIMATE\n")
    assert first.folder is not None
    sums = (first.folder / "SHA256SUMS").read_bytes()

    again = make(LATER, FILED, estimate="REPAIR ESTIMATE\n")
    assert again.folder is not None
    assert (again.folder / "SHA256SUMS").read_bytes() == sums


def test_what_was_not_sent_yet_goes_along_with_what_comes_after_it(make: Make) -> None:
    make(FIRST)
    make(LATER, FILED, estimate="REPAIR ESTIMATE\n")
    outcome = make(LATEST, FILED, police="POLICE REPORT\n")
    assert account(outcome)["supplement"]["new"] == ["C", "D"]


def test_what_was_sent_is_not_sent_again(make: Make) -> None:
    make(FIRST)
    make(LATER, FILED, estimate="REPAIR ESTIMATE\n")
    sent = f"{FILED}\ndocuments_on = 2026-11-05"
    outcome = make(LATEST, sent, estimate="REPAIR ESTIMATE\n", police="POLICE REPORT\n")
    assert account(outcome)["supplement"]["new"] == ["D"]
    assert account(outcome)["supplement"]["kept"] == ["A", "B", "C"]


def test_with_nothing_new_the_whole_claim_is_delivered(make: Make) -> None:
    make(FIRST)
    outcome = make(LATER, FILED)
    assert delivered(outcome)[0].startswith("Claim case")
    assert account(outcome)["supplement"] is None


def test_a_bundle_made_after_filing_says_nothing_of_what_was_sent(make: Make) -> None:
    make(LATER)
    outcome = make(LATEST, FILED, estimate="REPAIR ESTIMATE\n")
    assert delivered(outcome)[0].startswith("Claim case")
    assert "sent-unknown" in told(outcome)


def test_a_draft_was_never_sent(make: Make) -> None:
    make(FIRST, draft=True)
    outcome = make(LATER, FILED, estimate="REPAIR ESTIMATE\n")
    assert delivered(outcome)[0].startswith("Claim case")
    assert any("is a draft" in f.message for f in outcome.findings)


def test_a_claim_that_is_not_filed_is_whole(make: Make) -> None:
    make(FIRST)
    outcome = make(LATER, estimate="REPAIR ESTIMATE\n")
    assert delivered(outcome)[0].startswith("Claim case")
    assert not told(outcome) & {"supplement", "sent-unknown"}


def test_a_label_that_was_sent_is_never_given_to_another_file(make: Make, tmp_path: Path) -> None:
    make(FIRST, note="Some note\n")
    label = next(
        r["label"] for r in account(make(FIRST, note="Some note\n"))["files"] if r["path"] == "note.txt"
    )
    (tmp_path / "case" / "note.txt").unlink()
    make(LATER, FILED, estimate="REPAIR ESTIMATE\n")
    outcome = make(LATEST, FILED, police="POLICE REPORT\n")
    assert label not in {e.exhibit.label for e in outcome.exhibits}


def test_letters_that_say_the_same_are_not_sent_again(make: Make) -> None:
    make(FIRST)
    outcome = make(LATER, FILED, note="Some note of no date\n")
    assert "statement-of-claim" in {r["name"] for r in account(outcome)["letters"]}
    assert "statement-of-claim" not in account(outcome)["supplement"]["letters"]


def test_a_portal_of_single_files_gets_the_page_first(make: Make) -> None:
    portal = '[delivery.generic]\nform = "files"\nformats = ["jpg"]'
    make(FIRST, more=portal)
    outcome = make(LATER, FILED, more=portal, estimate="REPAIR ESTIMATE\n")
    assert outcome.folder is not None
    names = sorted(f.name for f in (outcome.folder / "delivery").iterdir())
    assert names[0] == "01 What changed.jpg"
    assert not any("Exhibit A" in name for name in names)


def test_one_that_cannot_be_made_small_enough_is_still_the_supplement(make: Make) -> None:
    """What was sent stays in the bundle, and nothing that the recipient has goes out again."""
    portal = "[delivery.generic]\nmax_file_bytes = {}"
    make(FIRST, more=portal.format(400_000))
    outcome = make(LATER, FILED, more=portal.format(2_000), estimate="REPAIR ESTIMATE\nCannot be repaired\n")

    name, text = delivered(outcome)
    assert name.startswith("Supplement of")
    assert "Cannot be repaired" in text
    assert "Exhibit A · page" not in text
    assert {e.exhibit.path for e in outcome.exhibits} == {"invoice.txt", "receipt.txt", "estimate.txt"}
    assert "too-large" in told(outcome)


def test_a_supplement_verifies_and_can_be_built_again(make: Make) -> None:
    make(FIRST)
    outcome = make(LATER, FILED, estimate="REPAIR ESTIMATE\n")
    assert outcome.folder is not None
    assert verify(outcome.folder).ok
    anew = rebuild(outcome.folder)
    assert anew.ok, [c for c in anew.checks if not c.ok]
