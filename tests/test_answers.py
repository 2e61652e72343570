"""The JSON answers are what docs/commands.md says."""

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from builders_views import TODAY, TRACKING, assessment, missing, outcome, review, window
from evidencekit.model.assessment import CheckStatus, Limit, WindowStatus
from evidencekit.model.bundle import OutcomeStatus
from evidencekit.model.evidence import Scan
from evidencekit.model.money import Money
from evidencekit.verdicts import Check, Verification
from evidencekit.views import answers


def test_inspect_says_what_each_file_is_and_says() -> None:
    """Every key of the contract stands there, with values that JSON knows."""
    answer = json.loads(json.dumps(answers.inspect(review())))
    first = answer["exhibits"][0]

    assert (answer["schema"], answer["case"]) == (1, "crushed-parcel")
    assert {
        k: first[k] for k in ("path", "media_type", "bytes", "pages", "kind", "confidence", "because")
    } == {
        "path": "invoice.pdf",
        "media_type": "application/pdf",
        "bytes": 237928,
        "pages": 1,
        "kind": "supplier_invoice",
        "confidence": 0.93,
        "because": "the words 'invoice' on page 1",
    }
    assert len(first["sha256"]) == 64
    assert first["facts"][0] == {
        "name": "total",
        "value": "1245.00",
        "page": 1,
        "read_by": "text",
        "confidence": 0.98,
    }
    assert first["findings"] == [
        {"severity": "note", "code": "signed", "message": "It is signed.", "subject": "invoice.pdf"}
    ]
    assert answer["findings"][0]["code"] == "skipped"


def test_a_fact_of_the_case_names_all_its_sources() -> None:
    """Each file once; what a person says comes from case.toml."""
    facts = answers.inspect(review())["facts"]

    assert {"name": "tracking_number", "value": TRACKING, "sources": ["label.png", "scan0001.pdf"]} in facts
    assert {"name": "packages", "value": 2, "sources": ["scan0001.pdf"]} in facts
    assert {"name": "declared_value", "value": "1245.00 USD", "sources": ["case.toml"]} in facts


def test_values_are_exact() -> None:
    """Dates are ISO 8601, amounts strings with a point and no exponent, rows objects without what is unknown."""
    assert answers.value(date(2026, 9, 4)) == "2026-09-04"
    assert answers.value(datetime(2026, 9, 4, 14, 5)) == "2026-09-04T14:05:00"
    assert answers.value(Decimal("1E+3")) == "1000"
    assert answers.value(Money(Decimal("0.10"), "EUR")) == "0.10 EUR"
    assert answers.value(Scan(date(2026, 9, 5), "Delivered")) == {"at": "2026-09-05", "status": "Delivered"}


def test_the_loss_comes_with_its_goods() -> None:
    """Amount and currency apart, and each line with the files it comes from."""
    loss = answers.inspect(review())["loss"]

    assert (loss["type"], loss["amount"], loss["currency"]) == ("damaged", "1075.00", "USD")
    assert loss["goods"][0]["amount"] == "75.00 USD"
    assert loss["goods"][0]["sources"] == ["invoice.pdf"]


def test_check_says_what_is_missing_and_by_when() -> None:
    """The keys of the contract for a recipient's view."""
    closed = window(WindowStatus.CLOSED, date(2026, 10, 17), -3)
    told = assessment(CheckStatus.INCOMPLETE, missing=(missing(),), windows=(closed,), limit=None)

    answer = answers.check(replace(review(), assessments=(told,)))["recipients"][0]

    assert (answer["recipient"], answer["status"], answer["limit"]) == ("ups-us", "incomplete", None)
    assert answer["missing"][0]["requirement"] == "proof-of-value"
    assert answer["missing"][0]["would_satisfy"] == ["Supplier invoice", "Receipt"]
    assert answer["missing"][0]["found_but_not_accepted"] == [
        {"path": "pro forma.pdf", "why": "a pro-forma invoice proves no sale"}
    ]
    assert {
        k: answer["windows"][0][k] for k in ("earliest", "latest", "days_left", "status", "if_missed")
    } == {
        "earliest": None,
        "latest": "2026-10-17",
        "days_left": -3,
        "status": "closed",
        "if_missed": "claim_barred",
    }


def test_a_limit_that_cannot_be_computed_is_null_with_its_reason() -> None:
    """Never zero."""
    told = assessment(limit=Limit(None, "the weight is not known"))

    limit = answers.check(replace(review(), assessments=(told,)))["recipients"][0]["limit"]

    assert limit == {"amount": None, "currency": None, "basis": "the weight is not known"}


def test_check_of_several_cases_holds_one_entry_each() -> None:
    """The schema number stands once."""
    answer = answers.check_all([review(), review()])

    assert answer["schema"] == 1
    assert [case["case"] for case in answer["cases"]] == ["crushed-parcel", "crushed-parcel"]
    assert "schema" not in answer["cases"][0]


def test_outcomes_say_where_each_exhibit_stands() -> None:
    """Built with its folder and pages; refused with null."""
    built, refused = answers.outcomes([outcome(), outcome(OutcomeStatus.REFUSED)])["outcomes"]

    assert built["exhibits"] == [
        {"label": "A", "path": "invoice.pdf", "kind": "supplier_invoice", "first_page": 6, "last_page": 7}
    ]
    assert (built["status"], built["folder"], built["pages"]) == (
        "built",
        str(Path("out/crushed-parcel/ups-us")),
        31,
    )
    assert (refused["status"], refused["folder"], refused["exit_code"]) == ("refused", None, 3)


def test_verify_lists_its_checks() -> None:
    """Path, verdict, and each check with its detail."""
    answer = answers.verification(
        Verification(
            Path("out/x"), ok=False, checks=(Check("bundle.pdf", ok=False, detail="sha256 differs"),)
        )
    )

    assert answer == {
        "schema": 1,
        "path": "out/x",
        "ok": False,
        "shows": None,
        "checks": [{"what": "bundle.pdf", "ok": False, "detail": "sha256 differs"}],
    }


def test_answers_do_not_depend_on_the_day() -> None:
    """The same values give the same answer."""
    assert answers.inspect(review()) == answers.inspect(review())
    assert TODAY.isoformat() not in json.dumps(answers.inspect(review()))
