"""A profile that stands for any carrier of its sort: letters, forms and files go to the carrier of the case, by its name."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from builders_intake import pdf
from builders_letters import TODAY, assessment, case, exhibits, particulars
from evidencekit import build
from evidencekit.desk import Desk, open_desk
from evidencekit.engines.embedded import Embedded
from evidencekit.model.bundle import Letter
from evidencekit.model.particulars import Particular, Particulars
from evidencekit.model.profile import Profile
from evidencekit.names import delivered_name
from evidencekit.resources import open_builtin, open_library
from evidencekit.steps.profiles import as_named, every_profile, load_profiles
from evidencekit.steps.write import write

ANY = {"air-freight", "ltl-us", "rail-cim", "rail-smgs", "road-cmr", "sea-freight"}


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as made:
        yield made


def carried_by(name: str | None) -> Particulars:
    entries = (Particular("carrier", name, (), stated=True),) if name else ()
    return particulars(entries=entries)


def named(about: Particulars, name: str = "ltl-us") -> Profile:
    (who,) = as_named(load_profiles(open_library(), (name,)), about)
    return who


def written(desk: Desk, about: Particulars, lang: str = "en") -> dict[str, Letter]:
    made = write(
        named(about), case(desk.root), about, assessment(), exhibits(),
        today=TODAY, desk=desk, library=open_library(), engines=(Embedded(),), lang=lang,
    )  # fmt: skip
    return {letter.name: letter for letter in made}


def said(pdf_file: Path) -> str:
    document = pypdfium2.PdfDocument(pdf_file)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return " ".join(text.replace("\u00a0", " ").split())


def test_those_and_only_those_are_named_by_the_case() -> None:
    """A program of one carrier has its own name, whatever it is based on."""
    assert {p.id for p in every_profile(open_builtin()) if p.named_by} == ANY


def test_a_claim_goes_to_the_carrier_of_the_case(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "paper.pdf").write_bytes(pdf("A paper"))
    (folder / "case.toml").write_text(
        'reference = "OR-1"\n[consignment]\ncarrier = "Blue Mesa Freight Lines"\nmode = "road"\n', "utf-8"
    )

    (outcome,) = build(folder, into=tmp_path / "out", recipients=["ltl-us"], today=TODAY, draft=True)

    assert outcome.folder is not None
    assert (outcome.folder / "delivery" / "Claim OR-1 to Blue Mesa Freight Lines.pdf").is_file()
    text = said(outcome.folder / "bundle.pdf")
    assert "To Blue Mesa Freight Lines, Cargo Claims" in text
    assert "The claim is made against Blue Mesa Freight Lines" in text
    assert "Motor Carrier" not in text
    assert any(f.message.startswith("Blue Mesa Freight Lines asks for") for f in outcome.findings)


@pytest.mark.parametrize(
    ("lang", "gap"),
    [("en", "[carrier: not known]"), ("de", "[Frachtführer: nicht bekannt]"), ("zh", "[承运人：未知]")],
)
def test_without_a_name_there_is_a_gap_and_never_a_name_that_is_none(desk: Desk, lang: str, gap: str) -> None:
    letters = written(desk, carried_by(None), lang)

    assert letters["claim-letter"].pdf is not None
    text = said(letters["claim-letter"].pdf)
    assert gap in text[: text.index("HH-2026-017")]
    assert "Motor Carrier" not in text
    assert [f.subject for f in letters["claim-letter"].findings if gap in f.message] == ["carrier"]


def test_a_file_is_not_named_after_nobody() -> None:
    assert delivered_name("Claim", "R-1", named(carried_by(None))) == "Claim R-1"
    assert delivered_name("Claim", "R-1", named(carried_by("Müller & Söhne"))) == "Claim R-1 to Muller Sohne"


def test_a_program_of_one_carrier_keeps_its_name() -> None:
    assert named(carried_by("Somebody Else"), "xpo").recipient == "XPO"
