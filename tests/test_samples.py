"""The samples, built as README says: complete, linked, sealed, and the same twice."""

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from evidencekit import Outcome, OutcomeStatus, build, build_all, review
from evidencekit.verify import verify

SAMPLES = Path(__file__).parent.parent / "samples"
TODAY = date(2026, 10, 20)
FOR = {"crushed-parcel": "ups-us", "short-inbound": "amazon-fba-inbound-us", "wet-container": "marine-cargo"}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out")


@pytest.fixture(scope="module")
def built(out: Path) -> dict[str, Outcome]:
    made = {
        name: build(SAMPLES / name, into=out, recipients=[profile], today=TODAY)
        for name, profile in FOR.items()
    }
    return {name: outcomes[0] for name, outcomes in made.items()}


def _digests(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name != "log.json"
    }


@pytest.mark.parametrize("name", FOR)
def test_every_sample_is_built_and_verifies(built: dict[str, Outcome], name: str) -> None:
    """Nothing blocks, and what was sealed is what stands there."""
    outcome = built[name]

    assert outcome.status is OutcomeStatus.BUILT
    assert outcome.folder is not None
    assert verify(outcome.folder).ok


@pytest.mark.parametrize("name", FOR)
def test_the_same_case_elsewhere_gives_the_same_bytes(
    built: dict[str, Outcome], name: str, tmp_path: Path
) -> None:
    """Built again from a copy of the folder, into another place, every sealed file is equal."""
    copy = tmp_path / "elsewhere" / name
    shutil.copytree(SAMPLES / name, copy)

    again = build(copy, into=tmp_path / "other", recipients=[FOR[name]], today=TODAY)[0]

    assert again.folder is not None
    assert built[name].folder is not None
    assert _digests(again.folder) == _digests(built[name].folder)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", FOR)
def test_no_placeholder_link_is_left(built: dict[str, Outcome], name: str) -> None:
    """Every link of the bundle leads to a page of it or to a real address."""
    folder = built[name].folder
    assert folder is not None

    with pikepdf.open(folder / "bundle.pdf") as pdf:
        kinds = [str(a.A.S) for page in pdf.pages for a in page.get("/Annots", []) if "/A" in a]
        addresses = [
            str(a.A.URI) for page in pdf.pages for a in page.get("/Annots", []) if "/A" in a and "/URI" in a.A
        ]

    assert "/GoTo" in kinds
    assert [a for a in addresses if "evidence.invalid" in a] == []


def test_only_what_is_sent_leaves_the_house(built: dict[str, Outcome]) -> None:
    """`delivery/` holds no original, manifest, log or review page."""
    for outcome in built.values():
        assert outcome.folder is not None
        names = {p.name for p in (outcome.folder / "delivery").rglob("*") if p.is_file()}
        assert names
        assert names.isdisjoint({"manifest.json", "SHA256SUMS", "log.json", "review.html"})


def test_the_pro_forma_invoice_is_never_the_proof(built: dict[str, Outcome]) -> None:
    """Amazon refuses a pro-forma invoice; it satisfies nothing, no loss is priced from it, and it is kept but not sent."""
    read = review(SAMPLES / "short-inbound", recipients=["amazon-fba-inbound-us"], today=TODAY)
    pro_forma = {e.path for e in read.exhibits if e.kind == "proforma_invoice"}

    assert pro_forma
    assert pro_forma.isdisjoint({p for s in read.assessments[0].satisfied for p in s.paths})
    assert pro_forma.isdisjoint({p for g in read.particulars.goods for p in g.sources})
    outcome = built["short-inbound"]
    assert outcome.folder is not None
    assert pro_forma.isdisjoint({placed.exhibit.path for placed in outcome.exhibits})
    assert {p.name for p in (outcome.folder / "originals").iterdir()} >= pro_forma
    assert "look-alike" in {f.code for f in outcome.findings}


def test_a_case_without_case_toml_comes_to_its_loss() -> None:
    """The shortage and its price are read from shipment contents and supplier invoices alone."""
    read = review(SAMPLES / "short-inbound", recipients=["amazon-fba-inbound-us"], today=TODAY)

    assert read.particulars.loss_type == "shortage"
    assert read.particulars.goods
    assert read.particulars.amount is not None
    assert read.particulars.text("fba_shipment_id")


def test_one_bad_case_never_stops_the_rest(tmp_path: Path) -> None:
    """An empty folder and a case.toml with a slip are outcomes beside the one that was built."""
    (tmp_path / "empty").mkdir()
    slip = tmp_path / "slip"
    slip.mkdir()
    (slip / "letter.txt").write_text("The parcel arrived crushed.")
    (slip / "case.toml").write_text("[consignment]\ntrackng_numbers = []\n")
    folders = [tmp_path / "empty", SAMPLES / "crushed-parcel", slip]

    outcomes = {
        o.case: o
        for o in build_all(folders, into=tmp_path / "out", recipients=["generic"], today=TODAY, jobs=2)
    }

    assert {name: o.status.value for name, o in outcomes.items()} == {
        "empty": "failed",
        "crushed-parcel": "built",
        "slip": "failed",
    }
    assert "tracking_numbers" in outcomes["slip"].findings[0].message
    assert "line 2" in outcomes["slip"].findings[0].message


@pytest.mark.parametrize("name", ["crushed-parcel", "short-inbound", "wet-container"])
def test_the_papers_of_the_samples_contradict_nothing(name: str) -> None:
    """They are believable cases: freight between subtotal and total, or a second invoice, is no mistake of the seller's."""
    read = review(SAMPLES / name, today=TODAY)
    codes = {f.code for f in (*read.findings, *(f for e in read.exhibits for f in e.reading.findings))}

    assert {c for c in codes if c.startswith(("contradict", "differ", "invoice-"))} == set()
