"""Which document would show when something happened."""

from collections.abc import Mapping

from evidencekit.model.vocabulary import Event

SHOWN_BY: Mapping[Event, str] = {
    Event.ORDER_CREATED_DATE: "the order",
    Event.POSTING_DATE: "the receipt of posting or the label's record",
    Event.LABEL_CREATED_DATE: "the shipping label or its record",
    Event.CARRIER_ACCEPTANCE_DATE: "the pick-up receipt or the first scan of the tracking history",
    Event.HANDOVER_DATE: "the pick-up receipt or the signed manifest",
    Event.SHIP_DATE: "the shipping label or the tracking history",
    Event.AWB_ISSUE_DATE: "the air waybill",
    Event.BOL_DATE: "the bill of lading",
    Event.FIRST_SCAN_DATE: "the tracking history",
    Event.LAST_SCAN_DATE: "the tracking history",
    Event.SCHEDULED_DELIVERY_DATE: "the carrier's order or tracking page",
    Event.PROMISED_DELIVERY_DATE: "the order or the carrier's tracking page",
    Event.DELIVERY_DATE: "the proof of delivery or the tracking history",
    Event.DISPOSAL_DATE: "the arrival notice or the proof of delivery",
    Event.DISCOVERY_DATE: "your own record of when it was found",
    Event.VESSEL_ARRIVAL_DATE: "the arrival notice",
    Event.VESSEL_DISCHARGE_DATE: "the terminal's out-turn report or the arrival notice",
    Event.REFUND_DATE: "the refund's record in the order",
    Event.RETURN_DELIVERY_DATE: "the tracking history of the return",
    Event.INVENTORY_ADJUSTMENT_DATE: "the inventory ledger",
    Event.FC_DELIVERY_DATE: "the signed bill of lading or the carrier's delivery record",
    Event.REMOVAL_SHIPMENT_DATE: "the removal shipment's detail report",
    Event.REQUEST_RECEIVED_DATE: "the message that asks for information",
    Event.NOTICE_SENT_DATE: "the notice itself with proof that it was sent",
    Event.CLAIM_RECEIVED_DATE: "the recipient's acknowledgement",
    Event.CLAIM_DECISION_DATE: "the recipient's decision",
    Event.WRITTEN_DISALLOWANCE_DATE: "the carrier's letter that refuses the claim",
    Event.INSURED_EVENT_DATE: "the report of what happened",
}
AFTER_FILING = frozenset(
    {
        Event.REQUEST_RECEIVED_DATE,
        Event.CLAIM_RECEIVED_DATE,
        Event.CLAIM_DECISION_DATE,
        Event.WRITTEN_DISALLOWANCE_DATE,
    }
)
"""What only happens once a claim is filed: a window that waits for it has not begun."""
