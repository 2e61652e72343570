"""Rules that hang on what nobody has said yet, and whose desk a rule speaks at."""

from datetime import date
from typing import Any

import pytest

from builders_rules import TODAY, case, exhibit, known, lost, particulars, profile, window
from evidencekit.model.assessment import Assessment, WindowStatus
from evidencekit.model.condition import When
from evidencekit.model.particulars import Particulars
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import Capacity, Kind, LossType, Mode
from evidencekit.resources import open_library
from evidencekit.rules.conditions import Holds, judge
from evidencekit.steps.assess import assess
from evidencekit.steps.profiles import load_rulebook

LATE = date(2026, 6, 1)
ASKED = {"when": {"confirmed": ["ordinary-address"]}}


def _assessed(
    made: Profile, about: Particulars, *sent: Any, today: date = TODAY, **tables: Any
) -> Assessment:
    rulebook = load_rulebook(open_library(), about.moments())
    return assess(made, case(**tables), about, sent, today, rulebook=rulebook)


@pytest.mark.parametrize(
    ("confirmed", "status", "asks", "risk"),
    [
        ({}, WindowStatus.CONTESTABLE, ("ordinary-address",), None),
        ({"ordinary-address": True}, WindowStatus.CLOSED, (), True),
    ],
)
def test_a_window_that_waits_for_an_answer_closes_nothing_before_it(
    confirmed: dict[str, bool], status: WindowStatus, asks: tuple[str, ...], risk: bool | None
) -> None:
    """It is shown with what to write into case.toml, and is no risk that is known of."""
    made = profile(windows=[window(**ASKED)], rejections=[{"text": "Too late.", "reason": "late"}])

    assessment = _assessed(made, particulars(delivery_date=LATE), confirmed=confirmed)

    found = assessment.windows[0]
    assert (found.status, found.asks) == (status, asks)
    assert ("[confirmed] ordinary-address is true" in found.explanation) is bool(asks)
    assert (assessment.status == "closed") is (risk is True)
    assert next(r for r in assessment.risks if r.reason == "late").applies is risk


def test_a_window_that_has_not_opened_is_a_risk_only_where_it_surely_holds() -> None:
    """The window that holds in any case is named before one that waits for an answer."""
    soon = {
        "earliest": {"anchors": ["delivery_date"], "plus": 30},
        "latest": {"anchors": ["delivery_date"], "plus": 90},
    }
    made = profile(
        windows=[window(id="asked", **soon, **ASKED)],
        rejections=[{"text": "Too early.", "reason": "too-early"}],
    )
    both = profile(
        windows=[window(id="asked", **soon, **ASKED), window(id="any", **soon)],
        rejections=[{"text": "Too early.", "reason": "too-early"}],
    )
    about = particulars(delivery_date=date(2026, 10, 10))

    risks = [next(r for r in _assessed(m, about).risks if r.reason == "too-early") for m in (made, both)]

    assert [r.applies for r in risks] == [None, True]
    assert "any" in risks[1].why


@pytest.mark.parametrize(
    ("confirmed", "satisfied"), [({}, False), ({"made-by-you": True}, True), ({"made-by-you": False}, False)]
)
def test_a_way_that_nobody_has_opened_satisfies_nothing(confirmed: dict[str, bool], satisfied: bool) -> None:
    """What would do for goods of one's own making does only where a person says that they are."""
    ways = [
        {"all_of": [{"kinds": ["supplier_invoice"]}]},
        {"all_of": [{"kinds": ["declaration"]}], "when": {"confirmed": ["made-by-you"]}},
    ]
    wanted = {"id": "proof", "title": "proof", "why": "They ask.", "source": "terms", "one_of": ways}
    made = profile(requirements=[wanted])

    assessment = _assessed(
        made, particulars(), exhibit("statement.pdf", Kind.DECLARATION), confirmed=confirmed
    )

    assert bool(assessment.satisfied) is satisfied


def test_where_the_appeal_is_the_filing_it_decides() -> None:
    """A program that takes only appeals is closed once the time to appeal is over; elsewhere the claim decides."""
    appeal = window(id="appeal", action="appeal", latest={"anchors": ["claim_decision_date"], "plus": 30})
    answer = window(id="answer", action="response", latest={"anchors": ["request_received_date"], "plus": 3})
    about = particulars(claim_decision_date=LATE, delivery_date=date(2026, 10, 1))

    assert _assessed(profile(windows=[appeal, answer]), about).status == "closed"
    assert _assessed(profile(windows=[window(), appeal]), about).status == "ready"


def test_a_carriers_law_asks_nothing_at_an_insurers_desk() -> None:
    """Who may claim of a railway (SMGS) is nothing that an insurer asks."""
    about = particulars(
        mode=Mode.RAIL, capacity=Capacity.ASSIGNEE, loss=LossType.DAMAGED,
        from_country="CN", to_country="KZ", delivery_date=date(2026, 10, 1),
    )  # fmt: skip
    at = {desk: _assessed(profile(head={"addressed_as": desk}), about) for desk in ("carrier", "insurer")}

    told = {desk: {f.code for f in found.findings} for desk, found in at.items()}
    assert "smgs" in at["insurer"].law
    assert "wrong-filer" in told["carrier"]
    assert not told["insurer"] & {"wrong-filer", "capacity-unknown", "not-confirmed"}


def test_a_filer_of_whom_nothing_is_wanted_is_not_asked_about() -> None:
    """Only a limit makes the capacity matter."""
    free = {"id": "who", "why": "Anybody files.", "source": "terms"}
    limited = {**free, "allowed": ["shipper"]}

    told = [{f.code for f in _assessed(profile(filers=[f]), particulars()).findings} for f in (free, limited)]

    assert told == [set(), {"capacity-unknown"}]


@pytest.mark.parametrize(
    ("description", "covered"),
    [
        ("Toner cartridge", True),
        ("Art print", False),
        ("Arts and crafts", False),
        ("Liquid soap", False),
        ("Glass-fibre rods of ART", False),
        ("Smart lamp", True),
    ],
)
def test_excluded_goods_are_named_by_whole_words(description: str, covered: bool) -> None:
    """In the singular or plural; never by a part of another word."""
    excluded = {
        "id": "no-art", "title": "no art", "test": "goods_not_excluded", "words": ["art", "liquids"],
        "why": "Not covered.", "source": "terms",
    }  # fmt: skip

    found = _assessed(profile(coverage=[excluded]), particulars(goods=(lost(description, 1, "9 USD"),)))

    assert ("not-covered" not in {f.code for f in found.findings}) is covered


@pytest.mark.parametrize(
    ("service", "holds"),
    [("Priority Mail Express", Holds.NO), ("Ground Advantage", Holds.YES), (None, Holds.UNKNOWN)],
)
def test_a_rule_may_hold_for_every_service_but_some(service: str | None, holds: Holds) -> None:
    """Fifteen days for mail, but not for Priority Mail Express."""
    about = particulars(service=service) if service else particulars()

    assert judge(When(not_services=("Express", "PME")), known(about)) is holds
