"""What profiles and regimes say, judged on cases: conditions, law, windows, limits, requirements, programs, risks."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from builders_rules import TODAY, case, exhibit, known, lost, particulars, profile, window
from evidencekit.model.assessment import Assessment, RunningWindow
from evidencekit.model.casefile import line_for
from evidencekit.model.condition import When
from evidencekit.model.particulars import Particulars
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import Capacity, Kind, LossType, Mode, View
from evidencekit.resources import open_library
from evidencekit.rules.conditions import Holds, judge
from evidencekit.rules.law import law_of
from evidencekit.rules.limits import reckoned_limits
from evidencekit.rules.plausible import doubts
from evidencekit.rules.running import running_windows
from evidencekit.rules.tracking import tracking_state
from evidencekit.steps.assess import assess
from evidencekit.steps.intake import open_case
from evidencekit.steps.profiles import every_profile, every_regime, load_profiles, load_rulebook

DELIVERED = date(2026, 9, 10)
RATE = {"SDR": {"rate": "1.3312 USD", "on": date(2026, 11, 20), "source": "IMF"}}


def _assessed(
    made: Profile,
    about: Particulars,
    *sent: Any,
    today: date = TODAY,
    beside: tuple[Profile, ...] = (),
    **tables: Any,
) -> Assessment:
    rulebook = load_rulebook(open_library(), about.moments())
    return assess(made, case(**tables), about, sent, today, rulebook=rulebook, beside=beside)


def _codes(assessment: Assessment) -> dict[str, str]:
    return {f.code: f.message for f in assessment.findings}


def _only(made: Profile, about: Particulars, today: date = TODAY, **tables: Any) -> RunningWindow:
    return running_windows(made, (), known(about, **tables), today)[0]


@pytest.mark.parametrize(
    ("when", "about", "tables", "holds"),
    [
        ({}, {}, {}, Holds.YES),
        ({"loss": ["lost"]}, {}, {}, Holds.NO),
        ({"loss": ["lost"]}, {"loss": None}, {}, Holds.UNKNOWN),
        ({"lane": "domestic"}, {"from_country": "US", "to_country": "USA"}, {}, Holds.YES),
        ({"lane": "domestic"}, {"from_country": "China", "to_country": "US"}, {}, Holds.NO),
        ({"lane": "domestic"}, {"from_country": "US"}, {}, Holds.UNKNOWN),
        ({"either_countries": ["CN"]}, {"from_country": "CN"}, {}, Holds.YES),
        ({"either_countries": ["CN"]}, {"from_country": "US"}, {}, Holds.UNKNOWN),
        ({"not_countries": ["US"]}, {"to_country": "US"}, {}, Holds.NO),
        ({"not_countries": ["US"]}, {"from_country": "CN", "to_country": "DE"}, {}, Holds.YES),
        ({"carriers": ["UPS"]}, {"carrier": "ups ground"}, {}, Holds.YES),
        ({"carriers": ["UPS"]}, {"carrier": "FedEx"}, {}, Holds.NO),
        ({"services": ["air"]}, {"service": "Next Day Air"}, {}, Holds.YES),
        ({"services": ["air"]}, {"service": "Fair Freight"}, {}, Holds.NO),
        ({"amount_over": "500 USD"}, {"amount": "500.00 USD"}, {}, Holds.NO),
        ({"amount_over": "500 USD"}, {"amount": "500.01 USD"}, {}, Holds.YES),
        ({"amount_over": "500 USD"}, {"amount": "9 EUR"}, {}, Holds.UNKNOWN),
        ({"amount_over": "100 SDR"}, {"amount": "133.13 USD"}, {"rates": RATE}, Holds.YES),
        ({"amount_upto": "500 USD"}, {"amount": "500.00 USD"}, {}, Holds.YES),
        ({"third_party_filer": True}, {"capacity": Capacity.FORWARDER}, {}, Holds.YES),
        ({"third_party_filer": True}, {"capacity": Capacity.OWNER}, {}, Holds.NO),
        ({"container": True}, {"container_number": "MSCU1234565"}, {}, Holds.YES),
        ({"container": True}, {}, {}, Holds.NO),  # a parcel
        ({"container": True}, {"mode": Mode.SEA}, {}, Holds.UNKNOWN),
        ({"electronics": True}, {}, {}, Holds.ASK),
        ({"electronics": True}, {}, {"confirmed": {"electronics": False}}, Holds.NO),
        ({"electronics": True}, {"goods": (lost("Wireless headphones", 1, "20 USD"),)}, {}, Holds.YES),
        ({"theft": True}, {"loss": LossType.PILFERAGE}, {}, Holds.YES),
        ({"theft": True}, {"loss": LossType.LOST}, {}, Holds.ASK),
        ({"theft": True}, {"loss": LossType.DAMAGED}, {}, Holds.NO),
        ({"happened": ["refund_date"]}, {}, {}, Holds.NO),
        ({"not_happened": ["refund_date"]}, {}, {}, Holds.YES),
        ({"confirmed": ["kept"]}, {}, {"confirmed": {"kept": True}}, Holds.YES),
        ({"denied": ["kept"]}, {}, {"confirmed": {"kept": True}}, Holds.NO),
        ({"denied": ["kept"]}, {}, {}, Holds.ASK),
        ({"loss": ["lost"], "theft": True}, {"loss": LossType.DAMAGED}, {}, Holds.NO),
    ],
)
def test_conditions_are_judged_in_four_ways(
    when: dict[str, Any], about: dict[str, Any], tables: dict[str, Any], holds: Holds
) -> None:
    """Yes, no, not known, and what only a person can say."""
    assert judge(When.model_validate(when), known(particulars(**about), **tables)) is holds


@pytest.mark.parametrize(
    ("mode", "start", "end", "on", "law"),
    [
        ("sea", "CN", "US", date(2026, 9, 1), {"us-cogsa", "china-maritime"}),
        ("sea", "CN", "DE", date(2026, 9, 1), {"hague-visby", "china-maritime"}),
        ("sea", "VN", "US", date(2026, 9, 1), {"us-cogsa"}),
        ("sea", "US", "US", date(2026, 9, 1), set()),
        ("air", "CN", "US", date(2026, 9, 1), {"montreal"}),
        ("air", "US", "US", date(2026, 9, 1), set()),
        ("road", "PL", "DE", date(2026, 9, 1), {"cmr"}),
        ("road", "US", "US", date(2026, 9, 1), {"carmack"}),
        ("rail", "CN", "DE", date(2026, 9, 1), {"cim", "smgs"}),
        ("rail", "FR", "DE", date(2026, 9, 1), {"cim"}),
        ("post", "CN", "US", date(2026, 9, 1), {"china-postal"}),
        ("parcel", "CN", "US", date(2026, 9, 1), set()),
    ],
)
def test_the_route_chooses_the_law(mode: str, start: str, end: str, on: date, law: set[str]) -> None:
    """By mode and countries; several where both ends claim it."""
    about = particulars(mode=Mode(mode), from_country=start, to_country=end, ship_date=on)
    regimes = every_regime(open_library(), about.moments())

    assert {r.id for r in law_of(profile(), regimes, known(about), ()).regimes} == law


def test_concealed_damage_on_an_american_road_has_its_own_five_days() -> None:
    """NMFC item 300135 beside Carmack, and only for concealed damage."""
    about = particulars(
        mode=Mode.ROAD,
        loss=LossType.CONCEALED_DAMAGE,
        from_country="US",
        to_country="US",
        delivery_date=date(2026, 11, 20),
    )
    law = law_of(profile(), every_regime(open_library(), about.moments()), known(about), ()).regimes

    found = {w.id: w for w in running_windows(profile(), law, known(about), date(2026, 11, 21))}
    assert found["report"].latest == date(2026, 11, 30)
    assert found["claim"].latest == date(2027, 8, 20)


def test_a_person_may_name_the_law() -> None:
    """What stands under [consignment] regimes replaces the route's choice; a name that is none is told."""
    about = particulars(mode=Mode.AIR, from_country="CN", to_country="US")
    law = law_of(profile(), every_regime(open_library()), known(about), ("warsaw", "montrael"))

    assert [r.id for r in law.regimes] == ["warsaw"]
    assert "did you mean 'montreal'" in law.findings[0].message


def test_without_the_route_nobody_knows_the_law() -> None:
    """It is asked for, and no regime is guessed."""
    about = particulars(mode=Mode.SEA, from_country="CN")
    law = law_of(profile(), every_regime(open_library()), known(about), ())

    assert law.regimes == ()
    assert "to_country" in next(f.message for f in law.findings if f.code == "law-unknown")


def test_china_to_the_usa_by_sea_shows_both_laws_and_the_earliest_leads() -> None:
    """COGSA's three days before the fifteen that the Chinese code gives containers."""
    about = particulars(
        mode=Mode.SEA, loss=LossType.CONCEALED_DAMAGE, from_country="CN", to_country="US",
        ship_date=date(2026, 8, 29), delivery_date=date(2026, 9, 17), container_number="MSCU1234565",
    )  # fmt: skip
    assessment = _assessed(profile(), about, today=date(2026, 9, 18))

    notices = [(w.regime, w.latest) for w in assessment.windows if w.action == "notice"]
    assert notices == [("us-cogsa", date(2026, 9, 20)), ("china-maritime", date(2026, 10, 2))]
    assert assessment.windows[0].regime == "us-cogsa"


def test_a_carriers_law_never_closes_an_insurers_claim() -> None:
    """The carrier's windows are shown at the insurer's desk, and do not decide there."""
    insurer = profile(head={"addressed_as": "insurer"})
    about = particulars(
        mode=Mode.AIR,
        from_country="CN",
        to_country="US",
        delivery_date=date(2026, 1, 10),
        ship_date=date(2026, 1, 5),
    )

    assessment = _assessed(insurer, about)
    late = next(w for w in assessment.windows if w.id == "notice-damage")
    assert (late.status, late.leads, late.to, assessment.status) == ("closed", False, "carrier", "ready")
    assert _assessed(profile(), about).status == "closed"


@pytest.mark.parametrize(
    ("on", "limit"),
    [
        (date(2008, 5, 1), "17 SDR"),
        (date(2015, 5, 1), "19 SDR"),
        (date(2024, 12, 27), "22 SDR"),
        (date(2024, 12, 28), "26 SDR"),
    ],
)
def test_montreal_is_dated_by_the_carriage(on: date, limit: str) -> None:
    """The limit is that of the day of shipment, whenever it is claimed."""
    about = particulars(mode=Mode.AIR, ship_date=on, delivery_date=date(2025, 3, 1))
    montreal = next(r for r in every_regime(open_library(), about.moments()) if r.id == "montreal")

    assert str(montreal.limits[0].amount) == limit
    assert len(montreal.windows) == 4  # all versions keep the windows of the first


def test_a_contested_window_leads_with_the_safe_reading() -> None:
    """Past the safe day it is contestable, past both closed; both are shown."""
    made = profile(
        windows=[
            window(
                latest={"anchors": ["delivery_date"], "plus": 9, "unit": "month"},
                readings=[
                    {
                        "latest": {"anchors": ["delivery_date"], "plus": 60},
                        "says": "An older page prints 60 days.",
                        "source": "terms",
                    }
                ],
            )
        ]
    )
    about = particulars(delivery_date=DELIVERED)

    found = {on: _only(made, about, on) for on in (date(2026, 11, 9), date(2026, 11, 10), date(2027, 6, 11))}
    assert [w.latest for w in found.values()] == [date(2026, 11, 9)] * 3
    assert [w.status for w in found.values()] == ["open", "contestable", "closed"]
    assert [r.latest for r in found[date(2026, 11, 9)].readings] == [date(2027, 6, 10)]


def test_a_weak_source_warns_and_never_closes() -> None:
    """Graded L, a window leads nothing and a requirement blocks nothing."""
    made = profile(
        windows=[window(source="rumour", latest={"anchors": ["delivery_date"], "plus": 8})],
        requirements=[
            {"id": "box", "title": "the box", "kinds": ["photo"], "why": "They say so.", "source": "rumour"}
        ],
    )

    assessment = _assessed(made, particulars(delivery_date=DELIVERED))
    assert (assessment.status, assessment.windows[0].status) == ("ready", "contestable")
    assert "no rule here" in _codes(assessment)["window-weak-source"]


@pytest.mark.parametrize(
    ("tables", "about", "status", "done"),
    [
        ({}, {}, "closed", None),
        ({}, {"notice_sent_date": date(2026, 9, 17)}, "done", date(2026, 9, 17)),
        ({}, {"notice_sent_date": date(2026, 9, 18)}, "closed", date(2026, 9, 18)),
        ({"claims": {"acme": {"filed_on": date(2026, 9, 12)}}}, {}, "done", date(2026, 9, 12)),
        ({"claims": {"other": {"filed_on": date(2026, 9, 12)}}}, {}, "closed", None),
    ],
)
def test_a_notice_already_given_is_done_not_missed(
    tables: dict[str, Any], about: dict[str, Any], status: str, done: date | None
) -> None:
    """By its own date or by the claim, which says more; given too late it stays missed."""
    made = profile(
        windows=[window(id="notice", action="notice", latest={"anchors": ["delivery_date"], "plus": 7})]
    )

    found = _only(made, particulars(delivery_date=DELIVERED, **about), **tables)
    assert (found.status, found.done_on) == (status, done)


def test_a_written_claim_suspends_the_year_of_cmr() -> None:
    """It stands still from the claim to the refusal; the day without that leads."""
    about = particulars(
        mode=Mode.ROAD,
        from_country="PL",
        to_country="DE",
        delivery_date=date(2026, 1, 10),
        ship_date=date(2026, 1, 5),
    )
    claim = {"filed_on": date(2026, 2, 1), "decided_on": date(2026, 5, 2), "decision": "denied"}
    windows = _assessed(profile(), about, claims={"acme": claim}).windows

    suit = next(w for w in windows if w.id == "suit")
    assert suit.latest == date(2027, 1, 10)
    assert [r.latest for r in suit.readings] == [date(2027, 4, 10)]
    assert "stood still" in suit.readings[0].says


def test_a_claim_letter_lets_chinas_year_begin_anew() -> None:
    """The revised Maritime Code: an interruption, not a suspension."""
    about = particulars(
        mode=Mode.SEA,
        from_country="CN",
        to_country="DE",
        delivery_date=date(2026, 6, 10),
        bol_date=date(2026, 5, 10),
    )
    windows = _assessed(profile(), about, claims={"acme": {"filed_on": date(2026, 9, 1)}}).windows

    suit = next(w for w in windows if w.regime == "china-maritime" and w.action == "suit")
    assert (suit.latest, suit.readings[0].latest) == (date(2027, 6, 10), date(2027, 9, 1))


def test_an_appeal_has_not_begun_before_the_decision() -> None:
    """It is a note, and no reason to call the case unknown."""
    made = profile(
        windows=[
            window(),
            window(id="appeal", action="appeal", latest={"anchors": ["claim_decision_date"], "plus": 30}),
        ]
    )
    about = particulars(delivery_date=DELIVERED)

    before = _assessed(made, about)
    decided = {"filed_on": date(2026, 9, 15), "decided_on": date(2026, 10, 10), "decision": "denied"}
    after = _assessed(made, about, claims={"acme": decided})
    assert (before.status, _codes(before)["window-not-begun"]) == (
        "ready",
        "The window to appeal: Has not begun: it runs from the claim decision date, which the recipient's decision would show.",
    )
    assert next(w for w in after.windows if w.id == "appeal").latest == date(2026, 11, 9)


def test_a_missing_anchor_names_the_document_that_shows_it() -> None:
    """And where the later of two counts, both that are missing."""
    both = {"anchors": ["return_delivery_date", "refund_date"], "choose": "latest", "plus": 30}
    made = profile(windows=[window(latest=both)])

    found = _only(made, particulars(refund_date=DELIVERED))
    assert (found.status, found.needs) == ("cannot-evaluate", ("return_delivery_date",))
    assert "the tracking history of the return" in found.explanation


def test_at_once_is_open_without_a_day() -> None:
    """Where a source names no number of days none is invented."""
    made = profile(windows=[window(latest=None, promptly=True)])

    found = _only(made, particulars())
    assert (found.status, found.latest, "names no number" in found.explanation) == ("open", None, True)


def _limit(made: Profile, about: Particulars, **tables: Any) -> tuple[str | None, str, tuple[str, ...]]:
    found = reckoned_limits(made, (), known(about, **tables))[0]
    return (str(found.amount) if found.amount else None, found.formula, found.needs)


def test_special_drawing_rights_need_a_rate_from_the_case() -> None:
    """Without it the formula stands alone; with it the rate, its day and source stand in it."""
    made = profile(
        limits=[{"amount": "26 SDR", "per": "kg_affected", "basis": "Montreal", "source": "terms"}]
    )
    about = particulars(affected_weight_kg=Decimal("14.2"))

    without = _limit(made, about)
    assert without == (None, "26 SDR × 14.2 kg of the affected packages = 369.2 SDR", ("rates.SDR",))
    amount, formula, needs = _limit(made, about, rates=RATE)
    assert (amount, needs) == ("491.48 USD", ())
    assert formula.endswith("at 1.3312 USD for 1 SDR on November 20, 2026 (IMF)")
    assert str(reckoned_limits(made, (), known(about, rates=RATE))[0].in_sdr) == "369.2 SDR"


def test_a_limit_of_the_carriage_charges_goes_by_the_freight_that_was_paid() -> None:
    """For delay most laws cap it so; what is missing for it can be written."""
    made = profile(limits=[{"of": "carriage_charge", "times": 4, "basis": "terms", "source": "terms"}])

    assert _limit(made, particulars(), loss={"freight": "50.25 USD"})[0] == "201.00 USD"
    assert _limit(made, particulars())[2] == ("carriage_charge",)
    (told,) = [f.message for f in _assessed(made, particulars()).findings if f.code == "limit-unknown"]
    assert "[loss] freight" in told


def test_a_limit_is_an_amount_that_can_be_paid() -> None:
    """Yen have no sen, whether a limit was converted or multiplied."""
    about = particulars(affected_weight_kg=Decimal("31.4"))
    yen = {"SDR": {"rate": "213.47 JPY", "on": date(2026, 11, 20), "source": "IMF"}}
    limit = {"per": "kg_affected", "basis": "terms", "source": "terms"}

    assert _limit(profile(limits=[limit | {"amount": "26 SDR"}]), about, rates=yen)[0] == "174277 JPY"
    assert _limit(profile(limits=[limit | {"amount": "0.333 USD"}]), about)[0] == "10.46 USD"


@pytest.mark.parametrize(
    ("limit", "about", "amount"),
    [
        ({"amount": "100 USD", "per": "package"}, {"packages_affected": 3}, "300 USD"),
        ({"amount": "100 USD", "per": "package"}, {"tracking_number": "1Z"}, "100 USD"),
        ({"amount": "100 USD", "per": "package"}, {}, None),
        (
            {"amount": "500 USD", "per": "package_on_bl"},
            {"packages_affected": 73, "packages": 440},
            "36500 USD",
        ),
        ({"amount": "500 USD", "per": "package_on_bl"}, {"packages_affected": 73, "packages": 1}, "500 USD"),
        ({"amount": "500 USD", "per": "package_on_bl"}, {"packages_affected": 73}, None),
        ({"amount": "2 USD", "per": "lb_affected"}, {"affected_weight_kg": Decimal(10)}, "44.10 USD"),
        (
            {"amount": "2 USD", "per": "kg_affected"},
            {"packages": 2, "packages_affected": 2, "gross_weight_kg": Decimal(9)},
            "18 USD",
        ),
        ({"amount": "300 USD", "per": "unit"}, {"goods": (lost("Mug", 4, "7 USD"),)}, "1200 USD"),
        ({"amount": "5000 USD"}, {}, "5000 USD"),
        ({"of": "insured_value"}, {"insured_value": "55 USD"}, "55 USD"),
        ({"of": "loss", "times": "0.5"}, {"amount": "90 USD"}, "45.0 USD"),
        ({"of": "postage", "times": 3}, {}, None),
        (
            {
                "parts": [{"amount": "2 USD", "per": "kg_affected"}, {"amount": "50 USD", "per": "package"}],
                "combine": "higher_of",
            },
            {"affected_weight_kg": Decimal(10), "packages_affected": 1},
            "50 USD",
        ),
        (
            {"parts": [{"amount": "2 USD", "per": "kg_affected"}, {"amount": "50 USD", "per": "package"}]},
            {"affected_weight_kg": Decimal(10), "packages_affected": 1},
            "20 USD",
        ),
        (
            {"parts": [{"amount": "4.50 USD", "per": "kg_affected", "plus": "40 USD"}]},
            {"affected_weight_kg": Decimal(2)},
            "49.00 USD",
        ),
        ({"amount": "100 USD", "per": "package", "at_most": "250 USD"}, {"packages_affected": 3}, "250 USD"),
        (
            {"amount": "100 USD", "lifted_by": "declared_value", "lifted_up_to": "50000 USD"},
            {"declared_value": "810 USD"},
            "810 USD",
        ),
        (
            {"amount": "100 USD", "lifted_by": "declared_value", "lifted_up_to": "500 USD"},
            {"declared_value": "810 USD"},
            "500 USD",
        ),
        ({"amount": "100 USD", "lifted_by": "declared_value"}, {"declared_value": "20 USD"}, "100 USD"),
    ],
)
def test_limits_are_reckoned_as_their_sources_say(
    limit: dict[str, Any], about: dict[str, Any], amount: str | None
) -> None:
    """By kilogram, pound, package, unit, shipment, value; the higher or the lower; lifted by a declared value."""
    from evidencekit.model.money import Money

    values: dict[str, Any] = {k: Money.parse(v) if k.endswith("_value") else v for k, v in about.items()}
    made = profile(limits=[{"basis": "terms", "source": "terms", **limit}])

    assert _limit(made, particulars(**values))[0] == amount


def test_the_demand_stands_beside_the_limit_uncut() -> None:
    """Loss, limit and demand are three sums, and the excess is a note."""
    made = profile(limits=[{"amount": "100 USD", "basis": "terms", "source": "terms"}])
    about = particulars(amount="900.00 USD", goods=(lost("Mug", 4, "200 USD"),), delivery_date=DELIVERED)

    assessment = _assessed(made, about)
    assert [str(m) for m in (assessment.loss, assessment.limits[0].amount, assessment.demand)] == [
        "800 USD",
        "100 USD",
        "900.00 USD",
    ]
    assert "stays as it is" in _codes(assessment)["above-limit"]


def _requirement(**keys: Any) -> dict[str, Any]:
    return {"id": "proof", "title": "proof of purchase", "why": "They ask for it.", "source": "terms", **keys}


INVOICE = exhibit("invoice.pdf", Kind.SUPPLIER_INVOICE, invoice_date=date(2026, 8, 1), total=Decimal(9))


@pytest.mark.parametrize(
    ("sent", "satisfied"),
    [
        ((INVOICE,), True),
        ((exhibit("order.pdf", Kind.ORDER_CONFIRMATION),), False),
        ((exhibit("order.pdf", Kind.ORDER_CONFIRMATION), exhibit("paid.pdf", Kind.PAYMENT_PROOF)), True),
    ],
)
def test_a_choice_of_pieces_together(sent: tuple[Any, ...], satisfied: bool) -> None:
    """An invoice, or an order confirmation with proof of payment; one piece of two is nothing."""
    made = profile(
        requirements=[
            _requirement(
                one_of=[
                    {"title": "an invoice", "all_of": [{"kinds": ["supplier_invoice"]}]},
                    {
                        "title": "the order",
                        "all_of": [{"kinds": ["order_confirmation"]}, {"kinds": ["payment_proof"]}],
                    },
                ]
            )
        ]
    )

    assessment = _assessed(made, particulars(), *sent)
    assert bool(assessment.satisfied) is satisfied
    if not satisfied:
        assert assessment.missing[0].would_satisfy == (
            "an invoice: Supplier invoice",
            "the order: Order confirmation and Payment proof",
        )


@pytest.mark.parametrize(
    ("bound", "dated", "why"),
    [
        ({"dated_before": "ship_date"}, date(2026, 9, 2), "after the ship date"),
        ({"dated_before": "ship_date"}, date(2026, 9, 1), None),
        (
            {"dated_after": {"anchors": ["ship_date"], "plus": 21}},
            date(2026, 9, 21),
            "counts only from September 22, 2026",
        ),
        ({"dated_after": {"anchors": ["ship_date"], "plus": 21}}, date(2026, 9, 22), None),
        (
            {"dated_after": {"anchors": ["ship_date"], "plus": -2, "unit": "month"}},
            date(2026, 6, 30),
            "2 months before the ship date",
        ),
        ({"dated_after": {"anchors": ["ship_date"], "plus": -2, "unit": "month"}}, date(2026, 7, 1), None),
    ],
)
def test_documents_must_be_dated_before_or_after_an_event(
    bound: dict[str, Any], dated: date, why: str | None
) -> None:
    """An invoice before the shipment, a statement after the waiting time, an invoice that is not too old."""
    made = profile(requirements=[_requirement(kinds=["declaration"], **bound)])
    sent = exhibit("statement.pdf", Kind.DECLARATION, invoice_date=dated)

    assessment = _assessed(made, particulars(ship_date=date(2026, 9, 1)), sent)
    if why is None:
        assert assessment.satisfied
    else:
        assert why in assessment.missing[0].found_but_not_accepted[0].why


def test_a_date_that_was_not_read_is_told() -> None:
    """The document counts, and a person looks at its date."""
    made = profile(requirements=[_requirement(kinds=["declaration"], dated_after="last_scan_date")])

    assessment = _assessed(made, particulars(last_scan_date=DELIVERED), exhibit("s.pdf", Kind.DECLARATION))
    assert "look that it is not earlier than September 10, 2026" in _codes(assessment)["date-not-read"]


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
REFUSED = [
    {"kind": "supplier_invoice", "media": ["docx", "xlsx"], "why": "a file that can be edited is not accepted"},
    {"kind": "packing_list", "when": {"denied": ["claimant-makes-the-goods"]}, "why": "a reseller's packing slip proves nothing"},
    {"kind": "proforma_invoice", "why": "a pro-forma invoice proves no sale"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "confirmed", "why"),
    [
        (exhibit("invoice.docx", Kind.SUPPLIER_INVOICE, media=DOCX), {}, "can be edited"),
        (
            exhibit("slip.pdf", Kind.PACKING_LIST),
            {"claimant-makes-the-goods": False},
            "reseller's packing slip",
        ),
        (exhibit("slip.pdf", Kind.PACKING_LIST), {"claimant-makes-the-goods": True}, None),
        (exhibit("pro.pdf", Kind.PROFORMA_INVOICE), {}, "pro-forma"),
    ],
)
def test_look_alikes_are_refused_with_the_reason(
    sent: Any, confirmed: dict[str, bool], why: str | None
) -> None:
    """By kind, by what kind of file it is, and only under their condition."""
    made = profile(requirements=[_requirement(kinds=["supplier_invoice", "packing_list"], refused=REFUSED)])

    assessment = _assessed(made, particulars(), sent, confirmed=confirmed)
    if why is None:
        assert assessment.satisfied
    else:
        assert why in assessment.missing[0].found_but_not_accepted[0].why


def test_a_look_alike_beside_the_real_thing_is_left_out_and_named() -> None:
    """With its kind, the reason, what stands in its place, and the line that sends it all the same."""
    made = profile(requirements=[_requirement(kinds=["supplier_invoice"], refused=REFUSED)])

    assessment = _assessed(made, particulars(), INVOICE, exhibit("pro forma.pdf", Kind.PROFORMA_INVOICE))
    assert [h.path for h in assessment.harmful] == ["pro forma.pdf"]
    assert _codes(assessment)["look-alike"] == (
        "pro forma.pdf (pro-forma invoice) is not sent: Acme refuses it (a pro-forma invoice proves no sale), "
        "and invoice.pdf stands for proof of purchase. "
        'To send it all the same, write [evidence."pro forma.pdf"] leave_out = false into case.toml.'
    )


def test_a_price_that_must_show_and_was_not_read_is_told() -> None:
    """Sourcing cost must be legible; inbound may hide it."""
    bare = exhibit("invoice.pdf", Kind.SUPPLIER_INVOICE)
    for price, told in (("visible", True), ("may_be_hidden", False)):
        made = profile(requirements=[_requirement(kinds=["supplier_invoice"], price=price)])

        assert ("price-not-read" in _codes(_assessed(made, particulars(), bare))) is told
    assert "price-not-read" not in _codes(_assessed(made, particulars(), INVOICE))


@pytest.mark.parametrize(
    ("version", "about", "tables", "code", "blocks"),
    [
        ({"filers": [{"allowed": ["shipper"], "why": "Only the shipper.", "source": "terms"}]}, {"capacity": Capacity.CONSIGNEE}, {}, "wrong-filer", True),
        ({"filers": [{"refused": ["assignee"], "why": "No assignment.", "source": "rumour"}]}, {"capacity": Capacity.ASSIGNEE}, {}, "wrong-filer", False),
        (
            {"filers": [{"needs": ["letter_of_authority"], "needs_of": ["forwarder"], "why": "Others need authority.", "source": "terms"}]},
            {"capacity": Capacity.FORWARDER}, {}, "authority-missing", True,
        ),
        (
            {"coverage": [{"id": "two", "title": "two parties", "test": "sender_is_not_receiver", "why": "Not to oneself.", "source": "terms"}]},
            {"shipper": "Harbor Home LLC, Seattle", "consignee": "HARBOR HOME LLC"}, {}, "not-covered", True,
        ),
        (
            {"coverage": [{"id": "two", "title": "two parties", "test": "sender_is_not_receiver", "why": "Not to oneself.", "source": "terms"}]},
            {"shipper": "Harbor Home LLC", "consignee": "HARBOR HOME LLC"}, {"confirmed": {"two": True}}, None, False,
        ),
        (
            {"coverage": [{"id": "us", "title": "from the USA", "test": "from_countries", "countries": ["US"], "why": "Outbound.", "source": "terms"}]},
            {"from_country": "CN"}, {}, "not-covered", True,
        ),
        (
            {"coverage": [{"id": "glass", "title": "no glass", "test": "goods_not_excluded", "words": ["glass"], "why": "Not covered.", "source": "terms"}]},
            {"goods": (lost("Glass carafe", 1, "9 USD"),)}, {}, "not-covered", True,
        ),
        (
            {"elsewhere": [{"id": "own", "when": {"confirmed": ["refunded-by-seller"]}, "why": "Your refund.", "question": "Yours?", "source": "terms"}]},
            {}, {"confirmed": {"refunded-by-seller": True}}, "wrong-program", True,
        ),
        (
            {"elsewhere": [{"id": "own", "when": {"confirmed": ["refunded-by-seller"]}, "why": "Your refund.", "question": "Yours?", "source": "terms"}]},
            {}, {}, "ask-program", False,
        ),
        ({"confirmations": [{"id": "kept", "question": "Kept?", "required": True, "source": "terms"}]}, {}, {}, "not-confirmed", True),
        ({"confirmations": [{"id": "maker", "question": "Made by you?", "either": True, "source": "terms"}]}, {}, {"confirmed": {"maker": False}}, None, False),
        ({"facts": [{"name": "serial_number", "title": "serials", "required": True, "when": {"electronics": True}, "source": "terms"}]}, {}, {}, "missing-fact", False),
        (
            {"facts": [{"name": "serial_number", "title": "serials", "required": True, "when": {"electronics": True}, "source": "terms"}]},
            {}, {"confirmed": {"electronics": True}}, "missing-fact", True,
        ),
    ],
)  # fmt: skip
def test_who_may_file_what_is_covered_and_where_it_belongs(
    version: dict[str, Any], about: dict[str, Any], tables: dict[str, Any], code: str | None, blocks: bool
) -> None:
    """What the source forbids blocks; what only a person can say is asked; a weak source only warns."""
    assessment = _assessed(profile(**version), particulars(**about), **tables)

    found = {f.code: f.severity.value for f in assessment.findings}
    if code is None:
        assert not found
    else:
        assert (found[code] == "blocking") is blocks


def test_a_consignment_of_another_carrier_is_told() -> None:
    """The part of `takes` that it does not meet is named."""
    made = profile(head={"takes": {"carriers": ["UPS"], "lane": "domestic"}, "covers": ["lost"]})
    about = particulars(carrier="FedEx", from_country="US", to_country="CN")

    messages = [f.message for f in _assessed(made, about).findings if f.code == "wrong-program"]
    assert "this loss is damaged" in messages[0]
    assert "the carrier is FedEx, not UPS; the consignment is international" in messages[1]


def test_the_same_loss_claimed_of_two_is_said_and_given_to_the_letters() -> None:
    """Nothing may be recovered twice; what one has paid is named."""
    insurer = profile(head={"id": "acme-insurance", "recipient": "Acme Insurance", "addressed_as": "insurer"})
    paid = {"acme-insurance": {"filed_on": date(2026, 9, 12), "decision": "partly_paid", "paid": "50.00 USD"}}

    assessment = _assessed(profile(), particulars(), beside=(profile(), insurer), claims=paid)
    assert assessment.also_claimed_from == ("Acme Insurance",)
    assert {"claimed-twice", "already-recovered"} <= set(_codes(assessment))
    assert "claimed-twice" not in _codes(_assessed(profile(), particulars(), beside=(profile(),)))


def test_known_reasons_for_refusal_are_tried_on_the_case() -> None:
    """Too few units invoiced, retail instead of cost, a look-alike, a late claim: each with its code."""
    from evidencekit.model.evidence import Line

    made = profile(
        windows=[window(latest={"anchors": ["delivery_date"], "plus": 3})],
        requirements=[_requirement(kinds=["supplier_invoice"], refused=REFUSED)],
        valuation_basis="cost",
        rejections=[
            "Whatever they like.",
            {"text": "Fewer units invoiced than sent.", "reason": "date-or-quantity"},
        ],
    )
    line = exhibit("invoice.pdf", Kind.SUPPLIER_INVOICE, line=Line(sku="M-1", quantity=Decimal(5)))
    about = particulars(goods=(lost("Mug", 4, "7 USD", sent=12, sku="M-1"),), delivery_date=DELIVERED)

    risks = {
        r.reason or r.text: r
        for r in _assessed(made, about, line, exhibit("p.pdf", Kind.PROFORMA_INVOICE)).risks
    }
    assert (risks["date-or-quantity"].applies, risks["date-or-quantity"].why) == (
        True,
        "M-1: 5 invoiced, 12 sent",
    )
    assert risks["Whatever they like."].applies is None
    assert (risks["late"].applies, risks["late"].code) == (True, "CFT")
    assert risks["wrong-document"].applies is True


@pytest.mark.parametrize(
    ("status", "about", "state"),
    [
        ("Delivered, front door", {}, "delivered"),
        ("Out for delivery", {"scheduled_delivery_date": date(2026, 9, 12)}, "stuck"),
        ("Could not be delivered", {}, "moving"),
        ("Returned to sender", {}, "misrouted"),
        ("Package cannot be located", {}, "lost"),
        ("Departed facility", {"loss": LossType.LOST}, "lost"),
        (None, {}, "unknown"),
        (None, {"delivery_date": DELIVERED}, "delivered"),
    ],
)
def test_what_the_tracking_says(status: str | None, about: dict[str, Any], state: str) -> None:
    """Delivered, misrouted, lost, stuck, on its way: from the scans, with the reason."""
    from evidencekit.model.evidence import Scan

    scans = (exhibit("t.csv", Kind.TRACKING_HISTORY, scan=Scan(date(2026, 9, 11), status)),) if status else ()

    assert tracking_state(scans, known(particulars(**about)), (), TODAY).state == state


def test_a_convention_says_when_goods_count_as_lost() -> None:
    """CMR: thirty days after the agreed time."""
    about = particulars(
        mode=Mode.ROAD,
        loss=LossType.LOST,
        from_country="PL",
        to_country="DE",
        scheduled_delivery_date=date(2026, 9, 1),
    )
    cmr = tuple(r for r in every_regime(open_library()) if r.id == "cmr")

    before, after = (
        tracking_state((), known(about), cmr, on) for on in (date(2026, 10, 1), date(2026, 10, 2))
    )
    assert before.why.startswith("you say so")
    assert "within 30 days after the agreed time" in after.why


def test_the_seven_steps_are_answered() -> None:
    """Each of them, with the dates of the windows."""
    made = profile(
        windows=[
            window(
                id="notice",
                action="notice",
                form="written",
                latest={"anchors": ["delivery_date"], "plus": 60},
            ),
            window(latest={"anchors": ["delivery_date"], "plus": 9, "unit": "month"}),
        ]
    )
    about = particulars(delivery_date=DELIVERED, tracking_number="1Z", amount="90 USD")

    actions = _assessed(made, about).actions
    assert list(dict.fromkeys(a.step for a in actions)) == [
        "contact", "tell", "tracking", "follow_up", "platform", "insurance", "avoid",
    ]  # fmt: skip
    assert (actions[0].text, actions[0].by) == ("Acme: give notice in writing.", date(2026, 11, 9))
    assert "tracking number 1Z" in actions[1].text
    assert next(a.by for a in actions if a.step == "follow_up") == date(2027, 6, 10)


@pytest.mark.parametrize(
    ("about", "code", "subject"),
    [
        ({"delivery_date": date(2027, 1, 1)}, "date-in-future", "delivery_date"),
        ({"scheduled_delivery_date": date(2027, 1, 1)}, None, ""),
        (
            {"ship_date": date(2026, 9, 4), "delivery_date": date(2026, 9, 1)},
            "delivery-before-shipment",
            "delivery_date",
        ),
        (
            {"vessel_discharge_date": date(2026, 9, 4), "vessel_arrival_date": date(2026, 9, 5)},
            "dates-out-of-order",
            "vessel_discharge_date",
        ),
        ({"from_country": "Ruritania"}, "unknown-country", "from_country"),
    ],
)
def test_dates_and_countries_that_cannot_be_right(
    about: dict[str, Any], code: str | None, subject: str
) -> None:
    """Each is a finding that names the key."""
    found = doubts(case(), particulars(**about), TODAY, ())

    assert [(f.code, f.subject) for f in found] == ([(code, subject)] if code else [])


def test_a_currency_without_a_rate_is_told() -> None:
    """The declared value in euros cannot be compared with a claim in dollars."""
    from evidencekit.model.money import Money

    about = particulars(amount="90 USD", declared_value=Money(Decimal(80), "EUR"))

    assert [f.code for f in doubts(case(), about, TODAY, ())] == ["no-rate"]
    rates = {"EUR": {"rate": "1.1 USD", "on": date(2026, 9, 1), "source": "ECB"}}
    assert doubts(case(rates=rates), about, TODAY, ()) == ()


def test_a_version_takes_over_what_it_does_not_change() -> None:
    """Entries of the same id are replaced, dropped ones go, other keys stay."""
    file = {
        "version": [
            {"windows": [window(), window(id="appeal", action="appeal")], "valuation": "cost", "letters": []},
            {"effective_from": date(2026, 2, 16), "based_on": "previous", "drop": ["appeal"],
             "windows": [window(latest={"anchors": ["delivery_date"], "plus": 30})]},
        ]
    }  # fmt: skip
    old, new = (profile(on, head=file) for on in (date(2026, 2, 15), date(2026, 2, 16)))

    assert [(w.id, w.latest and w.latest.plus) for w in old.windows] == [("claim", 60), ("appeal", 60)]
    assert [(w.id, w.latest and w.latest.plus) for w in new.windows] == [("claim", 30)]
    assert new.valuation == "cost"


def test_one_recipient_asked_is_one_file_read(tmp_path: Path) -> None:
    """A broken file of another recipient is never opened."""
    folder = tmp_path / "recipients" / "acme"
    folder.mkdir(parents=True)
    (folder / "broken.toml").write_text("this is no TOML")
    from evidencekit.resources import Library, builtin_templates

    library = Library((tmp_path, builtin_templates()))

    assert load_profiles(library, ("ups-us",))[0].id == "ups-us"


def test_photos_are_asked_for_by_view_and_number() -> None:
    """Two photos of all sides; one is not enough."""
    made = profile(requirements=[_requirement(views=["all_sides"], count=2)])
    one = exhibit("1.jpg", Kind.PHOTO, view=View.ALL_SIDES)

    assert _assessed(made, particulars(), one).missing[0].would_satisfy == ("2 photos: box, all sides",)
    assert _assessed(made, particulars(), one, replace(one, title="2")).satisfied


def _stated(line: str) -> str:
    """Fill in a line as a person would: with something of the kind that it asks for."""
    money = any(f" {name} = " in line for name in ("amount", "declared_value", "insured_value"))
    number = "_kg = " in line
    filled = line.replace(
        "...", "12.00 USD" if money else "12.5" if number else "damaged" if " type = " in line else "X1"
    )
    table, _, rest = filled.partition("] ")
    return f"{table}]\n{rest}\n"


def test_what_a_finding_says_to_write_can_be_written(tmp_path: Path) -> None:
    """Every fact that any recipient asks for has a line that `case.toml` takes, or a finding that asks for a document."""
    names = sorted({f.name for p in every_profile(open_library()) for f in p.facts})
    lines = {name: line for name in names if (line := line_for(name))}
    (tmp_path / "invoice.txt").write_text("INVOICE")
    for line in lines.values():
        (tmp_path / "case.toml").write_text(_stated(line))

        assert open_case(tmp_path).described

    assert set(names) - set(lines) == {"amazon_order_id", "asin", "fnsku", "lpn", "policy_number"}
