"""Which letters a case needs: each one's title, where it goes, and when it is due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from evidencekit.model.assessment import Assessment
from evidencekit.model.case import Case
from evidencekit.model.casefile import ClaimEntry
from evidencekit.model.evidence import Exhibit
from evidencekit.model.money import Money
from evidencekit.model.particulars import Particulars
from evidencekit.model.profile import Profile
from evidencekit.model.vocabulary import Capacity, Decision, Event, Kind, LossType, Mode
from evidencekit.rules.recovery import balance

DAMAGE = frozenset({LossType.DAMAGED, LossType.CONCEALED_DAMAGE, LossType.RETURN_DAMAGED})
NOT_THERE = frozenset({LossType.LOST, LossType.RETURN_NOT_RECEIVED})
SHORT = frozenset({LossType.SHORTAGE, LossType.PARTIAL_LOSS, LossType.MISSING_CONTENTS, LossType.PILFERAGE})
FOLLOW_UPS = (30, 60, 90, 120)
"""Days after filing."""

To = Literal["recipient", "carrier", "nobody"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands with one recipient on one day."""

    profile: Profile
    case: Case
    particulars: Particulars
    assessment: Assessment
    exhibits: tuple[Exhibit, ...]
    """Those that are sent."""
    today: date

    @property
    def claim(self) -> ClaimEntry:
        """What happened with this recipient after filing."""
        return self.case.file.claims.get(self.profile.id) or ClaimEntry()

    @property
    def decided(self) -> bool:
        """Whether the recipient answered yes or no."""
        return self.claim.decision in (Decision.PAID, Decision.PARTLY_PAID, Decision.DENIED)

    @property
    def demanded(self) -> Money | None:
        """What is claimed now: the loss less what was paid on it."""
        return balance(self.particulars.amount, self.assessment.recovered)

    @property
    def refused(self) -> bool:
        """Whether it refused the claim or a part of it, and nobody has appealed yet."""
        no = self.claim.decision in (Decision.PARTLY_PAID, Decision.DENIED)
        return no and self.claim.appealed_on is None

    @property
    def days(self) -> int | None:
        """Days since the claim was filed; None where it was not, or only later than today."""
        filed = self.claim.filed_on
        return (self.today - filed).days if filed is not None and filed <= self.today else None

    def has(self, *kinds: Kind) -> bool:
        """Whether an exhibit of one of these kinds is sent."""
        return any(e.kind in kinds for e in self.exhibits)

    def lost_as(self, *losses: frozenset[LossType]) -> bool:
        """Whether the loss is of one of these sorts."""
        return any(self.particulars.loss_type in sort for sort in losses)

    @property
    def gone(self) -> bool:
        """Whether the goods were disposed of."""
        return self.particulars.get(Event.DISPOSAL_DATE.value) is not None or self.has(
            Kind.DESTRUCTION_CERTIFICATE
        )

    @property
    def stored(self) -> bool:
        """Whether the goods were lost where they were stored: then nobody shipped, carried or delivered them."""
        adjusted = Event.INVENTORY_ADJUSTMENT_DATE
        known = self.particulars.get(adjusted.value) is not None or adjusted in self.profile.dated_by[:1]
        moved = (
            Event.SHIP_DATE,
            Event.HANDOVER_DATE,
            Event.CARRIER_ACCEPTANCE_DATE,
            Event.BOL_DATE,
            Event.DELIVERY_DATE,
        )
        carried = any(self.particulars.get(e.value) is not None for e in moved) or self.particulars.text(
            "tracking_number"
        )
        return self.profile.addressed_as == "platform" and known and not carried

    @property
    def claims_as_consignee(self) -> bool:
        """Whether the claimant received the goods itself: its own word stands in the claim letter."""
        claimant, consignee = self.particulars.claimant, self.particulars.text("consignee") or ""
        name = claimant.name or ""
        return claimant.capacity is Capacity.CONSIGNEE or bool(
            name and consignee.casefold().startswith(name.casefold())
        )

    @property
    def under_carmack(self) -> bool:
        """Whether 49 CFR 370 binds the recipient: by its profile, by a person's word, or inside the USA by road for certain."""
        named = "carmack" in (*self.profile.regimes, *self.case.file.consignment.regimes)
        if self.profile.addressed_as != "carrier" or "carmack" not in self.assessment.law:
            return False
        lands = [self.particulars.text(n) for n in ("from_country", "to_country")]
        return named or (self.particulars.mode is Mode.ROAD and lands == ["US", "US"])


def standing(
    profile: Profile, case: Case, particulars: Particulars, assessment: Assessment, exhibits: tuple[Exhibit, ...],
    *, today: date,
) -> Standing:  # fmt: skip
    """Return where a case stands with a recipient; only exhibits that are sent count."""
    sent = tuple(e for e in exhibits if e.label is not None and e.left_out is None)
    return Standing(profile, case, particulars, assessment, sent, today)


def confirmed_kept(case: Case) -> bool | None:
    """Return what a person confirmed about goods and packaging being kept; None where nobody said."""
    said = [value for name, value in case.file.confirmed.items() if "-kept" in name]
    return all(said) if said else None


@dataclass(frozen=True, slots=True)
class LetterSort:
    """One letter or message: what it is, where it goes, when it is due."""

    title: str
    purpose: str
    """What it is for, in a sentence; docs/letters.md is made of it."""
    when: str
    """When it is due, in words."""
    due: Callable[[Standing], bool]
    enclosed: bool = True
    """False: it goes or stays by itself and is no part of the bundle."""
    to: To = "recipient"
    source: str = ""
    """Where its duties come from, for the documentation."""
    inhouse: bool = False
    """Whether it is for one's own house and never sent."""


def due(name: str, at: Standing) -> bool:
    """Say whether a letter that a profile names is needed now; a letter of one's own always is."""
    sort = LETTERS.get(name)
    return sort is None or sort.due(at)


def sort_of(name: str) -> LetterSort:
    """Return what is known of a letter by its name."""
    return LETTERS.get(name) or LetterSort(title(name), "", "always", _always)


def title(name: str) -> str:
    """Return the title of a letter: `claim-letter` is a `Claim letter`."""
    sort = LETTERS.get(name)
    return sort.title if sort else name.rpartition("/")[2].replace("-", " ").capitalize()


def _always(_: Standing) -> bool:
    return True


def _undecided(at: Standing) -> bool:
    return not at.decided


def _notice(at: Standing) -> bool:
    given = at.particulars.get(Event.NOTICE_SENT_DATE.value) is not None or at.has(Kind.NOTICE_OF_CLAIM)
    if at.profile.addressed_as in ("carrier", "anyone"):
        given = given or at.claim.filed_on is not None
    return not given and not at.decided


def _tracer(at: Standing) -> bool:
    return at.lost_as(NOT_THERE, SHORT) and not at.decided and at.claim.filed_on is None


def _follow_up(days: int) -> Callable[[Standing], bool]:
    after = dict(zip(FOLLOW_UPS, (*FOLLOW_UPS[1:], None), strict=True))[days]

    def is_due(at: Standing) -> bool:
        passed = at.days
        return passed is not None and not at.decided and days <= passed and (after is None or passed < after)

    return is_due


def _inspection(at: Standing) -> bool:
    there = not at.gone and confirmed_kept(at.case) is not False
    return at.lost_as(DAMAGE) and there and not at.decided and not at.has(Kind.SURVEY_REPORT)


def _unsigned(*losses: frozenset[LossType]) -> Callable[[Standing], bool]:
    def is_due(at: Standing) -> bool:
        return (
            at.lost_as(*losses)
            and not at.decided
            and not at.has(Kind.DECLARATION)
            and not at.claims_as_consignee
        )

    return is_due


def _missing(at: Standing) -> bool:
    return bool(at.assessment.missing) and not at.decided


def _authority(at: Standing) -> bool:
    return at.particulars.claimant.capacity is Capacity.FORWARDER and not at.has(Kind.LETTER_OF_AUTHORITY)


def _cession(at: Standing) -> bool:
    assigned = at.particulars.claimant.capacity is Capacity.ASSIGNEE
    return assigned and not at.has(Kind.LETTER_OF_AUTHORITY) and "smgs" not in at.assessment.law


def _packaging(at: Standing) -> bool:
    said = at.case.file.packaging
    return at.lost_as(DAMAGE, SHORT) and any((said.outer, said.inner, said.closed_with))


_CFR_370 = "49 CFR 370.3, 370.5 and 370.9; the profile ltl-us names the sources"

LETTERS: Mapping[str, LetterSort] = {
    "notice-of-claim": LetterSort(
        "Notice of claim",
        "Holds the carrier liable today, before anybody knows the amount, and reserves the right to name it later.",
        "until a notice was given (`notice_sent_date`, or a notice among the exhibits) or the claim was filed",
        _notice, enclosed=False, to="carrier",
    ),
    "appeal": LetterSort(
        "Appeal",
        "Answers a refusal: the decision and its reason, what the claimant says to it, and what the file now holds.",
        'after `decision = "denied"` or `"partly_paid"`, until `appealed_on`',
        lambda at: at.refused,
    ),
    "claim-letter": LetterSort(
        "Claim letter",
        "The demand: parties, consignment, what happened, liability, amount, what is asked, reservation, exhibits.",
        "until the recipient decided",
        _undecided,
    ),
    "presentation-of-claim": LetterSort(
        "Presentation of loss and damage claim",
        "The fields of the standard form for the presentation of loss and damage claims, with its list of documents.",
        "until the recipient decided",
        _undecided,
        source="Standard Form for Presentation of Loss and Damage Claim of the NMFC; the profile ltl-us names the sources",
    ),
    "statement-of-claim": LetterSort(
        "Statement of claim",
        "Every line of what was lost, the sum, how the amount comes about, and loss, limit and demand side by side.",
        "always",
        _always,
    ),
    "chronology": LetterSort(
        "Chronology", "What happened when, and which exhibit shows it.", "always", _always
    ),
    "schedule-of-exhibits": LetterSort(
        "Schedule of exhibits",
        "Every exhibit with its kind, date, file and SHA-256.",
        "where there are exhibits",
        lambda at: bool(at.exhibits),
    ),
    "photo-log": LetterSort(
        "Photo log",
        "Every photograph: what it shows, when and with what it was taken, and the digest of the file.",
        "where there are photographs",
        lambda at: at.has(Kind.PHOTO),
    ),
    "missing-documents": LetterSort(
        "Missing documents",
        "Names every document that is asked for and not there, says why, and offers an indemnity to sign where the original "
        "bill of lading or freight bill is missing.",
        "where a requirement is missing",
        _missing,
        source="The standard form asks that the absence of each document be explained; the profile ltl-us names the sources",
    ),
    "tracer-request": LetterSort(
        "Tracer request",
        "Asks the carrier to search for what did not arrive. It is no claim and says so.",
        "where something did not arrive, until the claim was filed",
        _tracer, enclosed=False, to="carrier",
    ),
    **{
        f"follow-up-{days}": LetterSort(
            f"Follow-up after {days} days",
            {
                30: "Asks for the acknowledgement of the claim, or thanks for it and asks how the claim stands.",
                60: "Asks how the claim stands and what is still needed.",
                90: "Asks for the decision and its reasons.",
                120: "Demands the decision; says what the claimant will do without one.",
            }[days],
            f"from day {days} after `filed_on`" + (f" until day {later - 1}" if later else "") + ", until the recipient decided",
            _follow_up(days), enclosed=False, source=_CFR_370,
        )
        for days, later in zip(FOLLOW_UPS, (*FOLLOW_UPS[1:], 0), strict=True)
    },
    "inspection-invitation": LetterSort(
        "Invitation to inspect",
        "Invites to an inspection or a joint survey, and says where goods and packaging are.",
        "after damage, unless the goods are gone, somebody said that they are not kept, or a survey report is there",
        _inspection, enclosed=False, to="carrier",
    ),
    "denial-of-receipt": LetterSort(
        "Denial of receipt",
        "A form in which the consignee declares that the consignment was not received. Nothing is filled in for the signer.",
        "where the goods are lost and the claimant is not the consignee itself, until a signed declaration is among the exhibits",
        _unsigned(NOT_THERE), enclosed=False, to="nobody",
    ),
    "consignee-statement": LetterSort(
        "Consignee's statement",
        "A form in which the consignee states what arrived and in which condition. Nothing is filled in for the signer.",
        "after damage or a shortage where the claimant is not the consignee itself, until a signed declaration is among the exhibits",
        _unsigned(DAMAGE, SHORT), enclosed=False, to="nobody",
    ),
    "letter-of-authority": LetterSort(
        "Letter of authority",
        "The owner of the goods authorises the claimant to claim in its name. The owner signs it.",
        "where a forwarder claims, until a letter of authority is among the exhibits",
        _authority, enclosed=False, to="nobody",
    ),
    "letter-of-cession": LetterSort(
        "Letter of cession",
        "The owner of the goods assigns the claim to the claimant. The owner signs it. Not under SMGS, whose claims cannot be assigned.",
        "where an assignee claims, until a letter of authority is among the exhibits",
        _cession, enclosed=False, to="nobody",
        source="The profile rail-smgs",
    ),
    "subrogation-receipt": LetterSort(
        "Subrogation receipt",
        "Acknowledges what the insurer paid and confirms that the rights against third parties pass to it to that extent.",
        'where an insurer decided `"paid"` or `"partly_paid"`',
        lambda at: at.profile.addressed_as == "insurer"
        and at.claim.decision in (Decision.PAID, Decision.PARTLY_PAID),
        enclosed=False,
    ),
    "packaging-statement": LetterSort(
        "Packaging statement",
        "States how the goods were packed, by whom and when.",
        "after damage or a shortage, where `[packaging]` in case.toml says it",
        _packaging,
    ),
    "statement-of-non-repair": LetterSort(
        "Statement of non-repair",
        "States that the damaged goods cannot be repaired, and why.",
        "after damage, where `[loss] beyond_repair` in case.toml says why",
        lambda at: at.lost_as(DAMAGE) and bool(at.case.file.loss.beyond_repair),
    ),
    "loss-prevention-note": LetterSort(
        "Loss-prevention note",
        "For one's own house: what went wrong, what would have avoided the loss or its refusal. It is never sent.",
        "where the profile says what helps",
        lambda at: bool(at.profile.handling.avoid),
        enclosed=False, to="nobody", inhouse=True,
    ),
    "amazon-case-message": LetterSort(
        "Amazon case message", "The text of a case in Seller Central about units that did not arrive.", "until Amazon decided", _undecided
    ),
    "amazon-program-message": LetterSort(
        "Amazon program message",
        "The text for any other program of Amazon: what happened, every number that the program asks for, and the proofs.",
        "until Amazon decided", _undecided,
    ),
    "safe-t-message": LetterSort(
        "SAFE-T message", "The text of a SAFE-T claim about a return.", "until Amazon decided", _undecided
    ),
    "a-to-z-message": LetterSort(
        "A-to-z message", "The answer to an A-to-z claim of a buyer; the text box takes no attachments.", "until Amazon decided", _undecided
    ),
    "a-to-z-appeal-message": LetterSort(
        "A-to-z appeal message", "The appeal against an A-to-z claim that was granted.", "always", _always
    ),
}  # fmt: skip
"""Every letter that comes along; what a profile names beyond these is always due and enclosed."""
