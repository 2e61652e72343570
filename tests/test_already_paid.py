"""What was paid on a loss already is taken off every claim for it, and told: nothing is recovered twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders_letters import CLAIMANT, TODAY, case, exhibits, particulars, profile
from evidencekit.desk import Desk, open_desk
from evidencekit.engines.embedded import Embedded
from evidencekit.model.assessment import Assessment, Recovered
from evidencekit.model.bundle import Delivery, Letter, Review
from evidencekit.model.money import Money
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import Capacity
from evidencekit.resources import open_library
from evidencekit.rules.recovery import balance
from evidencekit.steps.answer import answer
from evidencekit.steps.assess import assess
from evidencekit.steps.profiles import Catalog
from evidencekit.steps.write import write
from evidencekit.views.answers import check

LETTERS = (
    "claim-letter",
    "appeal",
    "statement-of-claim",
    "presentation-of-claim",
    "follow-up-30",
    "subrogation-receipt",
)
OTHER = profile(name="acme-insurance", recipient="Acme Insurance", addressed_as="insurer")
FILED = {"filed_on": date(2026, 9, 12)}


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as made:
        yield made


def assessed(folder: Path, who: Profile, claims: dict[str, Any]) -> Assessment:
    return assess(who, case(folder, claims=claims), particulars(), exhibits(), TODAY, claimed=(OTHER,))


def written(
    desk: Desk, claims: dict[str, Any], who: Profile | None = None, lang: str = "en"
) -> dict[str, str]:
    """Write the letters of a loss of 187.50 dollars and return what each says."""
    who = who or profile(*LETTERS)
    made = write(
        who, case(desk.root, claims=claims), particulars(), assessed(desk.root, who, claims), exhibits(),
        today=TODAY, desk=desk, library=open_library(), engines=(Embedded(),), lang=lang,
    )  # fmt: skip
    return {letter.name: _said(letter) for letter in made}


def _said(letter: Letter) -> str:
    document = pypdfium2.PdfDocument(letter.pdf)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return " ".join(text.replace("\u00a0", " ").replace("\ufffe", "").split())


def test_what_another_has_paid_is_taken_off_and_named(desk: Desk) -> None:
    """Letter, statement and form demand the rest, and say who paid what."""
    paid = {"acme-insurance": FILED | {"decision": "partly_paid", "paid": "50.00 USD"}}
    said = written(desk, paid | {"ups-us": {"filed_on": date(2026, 9, 15)}})

    assert set(said) == {"claim-letter", "statement-of-claim", "presentation-of-claim", "follow-up-30"}
    for text in said.values():
        assert "USD 137.50" in text
        assert "Acme Insurance has already paid USD 50.00 on this loss" in text
    assert "We claim the same loss from Acme Insurance as well." in said["claim-letter"]
    assert "to pay USD 187.50" not in said["claim-letter"]
    assert "pay USD 137.50 to Harbor Home Goods LLC" in said["claim-letter"]
    statement = said["statement-of-claim"]
    assert "Already paid by Acme Insurance \u2212USD 50.00 Amount claimed USD 137.50" in statement
    assert "less what was paid already" in statement
    assert (
        "Whole loss USD 187.50 Already paid by Acme Insurance \u2212USD 50.00 Amount of claim USD 137.50"
        in (said["presentation-of-claim"])
    )


@pytest.mark.parametrize(
    ("lang", "row", "sentence"),
    [
        ("de", "Bereits gezahlt (Acme Insurance) −50,00 USD", "Denselben Schaden machen wir auch an anderer Stelle geltend: Acme"),
        ("zh", "Acme Insurance已付 −USD 50.00", "我方就同一损失亦向Acme"),
    ],
)  # fmt: skip
def test_it_is_told_in_every_language(desk: Desk, lang: str, row: str, sentence: str) -> None:
    said = written(desk, {"acme-insurance": FILED | {"paid": "50.00 USD"}}, lang=lang)

    # Where Chinese meets Latin, what reads a page may see a space.
    assert row.replace(" ", "") in said["statement-of-claim"].replace(" ", "")
    assert sentence.replace(" ", "") in said["claim-letter"].replace(" ", "")


def test_after_a_part_payment_appeal_and_statement_demand_the_same(desk: Desk) -> None:
    said = written(
        desk,
        {"ups-us": FILED | {"decision": "partly_paid", "decided_on": date(2026, 10, 1), "paid": "80.00 USD"}},
    )

    assert "You paid USD 80.00 on our claim for USD 187.50" in said["appeal"]
    assert "Please pay the remaining USD 107.50" in said["appeal"]
    assert (
        "Already paid by United Parcel Service \u2212USD 80.00 Amount claimed USD 107.50"
        in said["statement-of-claim"]
    )


def test_a_receipt_names_the_claim_as_it_was_made(desk: Desk) -> None:
    """What the insurer itself has paid does not make the claim smaller on which it paid it."""
    insurer = profile("subrogation-receipt", "statement-of-claim", addressed_as="insurer")
    said = written(desk, {"ups-us": FILED | {"decision": "paid", "paid": "187.50 USD"}}, insurer)

    assert "We have received USD 187.50 from United Parcel Service" in said["subrogation-receipt"]
    assert "for USD 187.50 under the policy" in said["subrogation-receipt"]
    assert "Amount claimed USD 0.00" in said["statement-of-claim"]


def test_another_currency_is_told_and_not_taken_off(desk: Desk) -> None:
    paid = {"acme-insurance": FILED | {"paid": "50.00 EUR"}}
    said = written(desk, paid)

    assert "We claim USD 187.50." in said["claim-letter"]
    assert "already paid EUR 50.00 on this loss. That is in another currency" in said["claim-letter"]
    row = "Already paid by Acme Insurance, in another currency and not taken off EUR 50.00 Amount claimed USD 187.50"
    assert row in said["statement-of-claim"]
    (found,) = [f for f in assessed(desk.root, profile(), paid).findings if f.code == "already-recovered"]
    assert found.severity.value == "warning"


def test_where_all_is_paid_nothing_is_left_and_that_is_said(tmp_path: Path) -> None:
    """Never below nothing."""
    made = assessed(tmp_path, profile(), {"acme-insurance": FILED | {"paid": "900.00 USD"}})

    assert made.balance == Money(Decimal(0), "USD")
    assert made.demand == Money(Decimal("187.50"), "USD")
    assert "nothing-left" in {f.code for f in made.findings}


def test_an_insurer_claims_what_it_paid_itself(tmp_path: Path) -> None:
    """Its own payment is why it claims: it is not taken off, and it is nobody else's claim."""
    claims = {"acme-insurance": FILED | {"decision": "paid", "paid": "187.50 USD"}}
    insurer = particulars(claimant=replace(CLAIMANT, capacity=Capacity.INSURER))
    made = assess(profile(), case(tmp_path, claims=claims), insurer, exhibits(), TODAY, claimed=(OTHER,))

    assert (made.recovered, made.also_claimed_from, made.balance) == ((), (), made.demand)


def test_without_payments_nothing_is_said_of_them(desk: Desk) -> None:
    said = written(desk, {"acme-insurance": FILED | {"decision": "denied"}})

    assert all("lready paid" not in text and "same loss" not in text for text in said.values())
    assert "Amount claimed USD 187.50" in said["statement-of-claim"]


def test_a_program_reads_the_balance_beside_the_demand(tmp_path: Path, desk: Desk) -> None:
    """In the assessment, and in the answers to the recipient's form."""
    claims = {"acme-insurance": FILED | {"paid": "50.00 USD"}}
    (who,) = Catalog(open_library()).profiles(("ltl-us",))
    made = assessed(tmp_path, who, claims)
    delivery = answer(
        who, case(tmp_path, claims=claims), particulars(), made, exhibits(), (), Delivery(()),
        today=TODAY, desk=desk,
    )  # fmt: skip
    text = next(f.location for f in delivery.files if f.name == "answers.txt").read_text("utf-8")

    assert "USD\u00a0137.50" in text
    assert "187.50" not in text
    (told,) = check(Review("case", (), particulars(), (made,), ()))["recipients"]
    assert (told["demand"], told["balance"]) == ("187.50 USD", "137.50 USD")
    assert told["recovered"] == [
        {"who": "Acme Insurance", "paid": "50.00 USD", "own": False, "taken_off": True}
    ]


def test_the_others_name_comes_from_its_profile() -> None:
    """`[claims]` names it by id; an id that is no profile's is passed over."""
    file = case(Path("case"), claims={"marine-cargo": FILED, "my own": FILED}).file

    assert [p.id for p in Catalog(open_library()).claimed(file)] == ["marine-cargo"]


@given(st.decimals(0, 10**6, places=2), st.lists(st.decimals(0, 10**6, places=2), max_size=4))
def test_the_rest_and_what_was_paid_are_the_whole_or_nothing_is_left(
    loss: Decimal, paid: list[Decimal]
) -> None:
    demand = Money(loss, "USD")
    left = balance(demand, [Recovered("Acme", Money(p, "USD"), own=False, taken_off=True) for p in paid])

    assert left is not None
    assert left.amount == max(Decimal(0), loss - sum(paid, Decimal(0)))
