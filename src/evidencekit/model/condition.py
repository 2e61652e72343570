"""Conditions: when a rule applies, and the words in which files write losses and events."""

from typing import Annotated, Literal

from pydantic import BeforeValidator

from evidencekit.model.entry import Entry, MoneyText, one_of_words
from evidencekit.model.vocabulary import Capacity, Event, LossType, Mode

SPELLINGS = {
    "aircraft_arrival_date": Event.VESSEL_ARRIVAL_DATE,
    "agreed_delivery_date": Event.SCHEDULED_DELIVERY_DATE,
    "claim_received_by_carrier_date": Event.CLAIM_RECEIVED_DATE,
    "fc_verified_delivery_date": Event.FC_DELIVERY_DATE,
    "goods_placed_at_disposal_date": Event.DISPOSAL_DATE,
    "label_creation_date": Event.LABEL_CREATED_DATE,
    "last_tracking_event_date": Event.LAST_SCAN_DATE,
    "mailing_date": Event.POSTING_DATE,
    "marked_delivered_at": Event.DELIVERY_DATE,
    "online_scan_date": Event.FIRST_SCAN_DATE,
    "pickup_handover_date": Event.HANDOVER_DATE,
    "reasonable_delivery_date": Event.SCHEDULED_DELIVERY_DATE,
    "removal_shipment_creation_date": Event.REMOVAL_SHIPMENT_DATE,
    "return_delivery_scan_date": Event.RETURN_DELIVERY_DATE,
    "should_have_arrived_date": Event.SCHEDULED_DELIVERY_DATE,
    "should_have_been_delivered_date": Event.SCHEDULED_DELIVERY_DATE,
    "taken_over_date": Event.CARRIER_ACCEPTANCE_DATE,
    "vessel_final_discharge_date": Event.VESSEL_DISCHARGE_DATE,
    "damage_concealed": LossType.CONCEALED_DAMAGE,
    "damage_visible": LossType.DAMAGED,
    "non_delivery": LossType.LOST,
    "shortage_concealed": LossType.MISSING_CONTENTS,
    "shortage_visible": LossType.SHORTAGE,
    "total_loss": LossType.LOST,
}
"""How sources spell events and loss types, and the word of the closed lists that each means."""


def _spelled(value: object) -> object:
    return SPELLINGS.get(value, value) if isinstance(value, str) else value


AnEvent = Annotated[
    Event,
    BeforeValidator(
        _spelled,
        json_schema_input_type=one_of_words(Event, (s for s, e in SPELLINGS.items() if isinstance(e, Event))),
    ),
]
ALoss = Annotated[
    LossType,
    BeforeValidator(
        _spelled,
        json_schema_input_type=one_of_words(
            LossType, (s for s, e in SPELLINGS.items() if isinstance(e, LossType))
        ),
    ),
]
Lane = Literal["domestic", "international"]


class When(Entry):
    """A condition: every part that is given must hold.

    A part that cannot be judged counts as holding, so that nothing is forgotten; what hangs on such a part that only a
    person can judge (`electronics`, `theft`, `confirmed`, `denied`) is asked for but never blocks.
    """

    loss: tuple[ALoss, ...] = ()
    """Any of these."""
    modes: tuple[Mode, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    lane: Lane | None = None
    """Whether the consignment stays in one country."""
    from_countries: tuple[str, ...] = ()
    """ISO 3166, two letters: it left from one of these."""
    to_countries: tuple[str, ...] = ()
    either_countries: tuple[str, ...] = ()
    """It left from or went to one of these."""
    not_countries: tuple[str, ...] = ()
    """It neither left from nor went to any of these."""
    carriers: tuple[str, ...] = ()
    """Names of carriers as `case.toml` or the evidence has them; the beginning is enough."""
    services: tuple[str, ...] = ()
    """Words of which the consignment's service has one."""
    not_services: tuple[str, ...] = ()
    """Words of which the consignment's service has none."""
    amount_over: MoneyText | None = None
    """The claim is for more than this."""
    amount_upto: MoneyText | None = None
    """The claim is for this or less."""
    insured_over: MoneyText | None = None
    """The insured value is more than this."""
    declared_over: MoneyText | None = None
    """The declared value is more than this."""
    insured: bool | None = None
    """An insured value is known."""
    container: bool | None = None
    """The goods travelled in a container."""
    electronics: bool | None = None
    theft: bool | None = None
    third_party_filer: bool | None = None
    """The claimant is an assignee, a forwarder or an insurer."""
    happened: tuple[AnEvent, ...] = ()
    """The dates of all these events are known."""
    not_happened: tuple[AnEvent, ...] = ()
    """The dates of none of these events are known."""
    confirmed: tuple[str, ...] = ()
    """Ids under `[confirmed]` in case.toml to which a person said true."""
    denied: tuple[str, ...] = ()
    """Ids under `[confirmed]` in case.toml to which a person said false."""
