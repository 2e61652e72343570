"""The set phrases of letters: capacities, losses, numbers, and what to write where a fact is not known."""

from collections.abc import Mapping

from evidencekit.model.vocabulary import Capacity, Event, LossType, Mode

KEPT = "kept for inspection"
"""The words by which a letter promises it; a template that drops them promises nothing."""

CAPACITIES: Mapping[Capacity, str] = {
    Capacity.OWNER: "owner of the goods",
    Capacity.SHIPPER: "shipper of the consignment",
    Capacity.CONSIGNEE: "consignee",
    Capacity.ASSIGNEE: "assignee of the rights in this claim",
    Capacity.FORWARDER: "freight forwarder, on behalf of the owner of the goods",
    Capacity.INSURER: "insurer of the goods, to whom the rights in this claim have passed",
}
LOSSES: Mapping[LossType, tuple[str, str, str]] = {
    LossType.LOST: ("loss in transit", "The consignment has not been delivered.", ""),
    LossType.DAMAGED: ("damage in transit", "The goods arrived damaged.", "goods and packaging"),
    LossType.CONCEALED_DAMAGE: (
        "concealed damage",
        "The damage could not be seen from outside and was found on unpacking.",
        "goods and packaging",
    ),
    LossType.MISSING_CONTENTS: (
        "missing contents",
        "The packaging arrived, but contents were missing from it.",
        "packaging",
    ),
    LossType.PARTIAL_LOSS: ("partial loss", "Part of the consignment did not arrive.", ""),
    LossType.PILFERAGE: ("pilferage", "Goods were taken from the consignment in transit.", "packaging"),
    LossType.SHORTAGE: ("shortage", "Less was received than was sent.", ""),
    LossType.DELAY: ("delay", "The consignment arrived late.", ""),
    LossType.WRONG_ITEM: ("wrong item", "What arrived is not what was sent.", "goods and packaging"),
    LossType.RETURN_NOT_RECEIVED: (
        "return not received",
        "The buyer was refunded, but the goods did not come back.",
        "",
    ),
    LossType.RETURN_DAMAGED: ("damaged return", "The goods came back damaged.", "goods and packaging"),
    LossType.REFUND_WITHOUT_RETURN: (
        "refund without return",
        "The buyer was refunded without sending the goods back.",
        "",
    ),
}
NOTHING_CAME = "The buyer reports that nothing arrived."
BY_THE_BUYER = "As the buyer tells it: {account}"
"""What a buyer asserts, which the claimant does not say."""
STORED: Mapping[LossType | None, tuple[str, str]] = {
    LossType.LOST: (
        "loss in the fulfilment centre",
        "By the inventory records units were lost in the fulfilment centre on {day}.",
    ),
    LossType.DAMAGED: (
        "damage in the fulfilment centre",
        "By the inventory records units were damaged in the fulfilment centre on {day}.",
    ),
    None: (
        "loss in the fulfilment centre",
        "By the inventory records units were taken out of the inventory of the fulfilment centre on {day}.",
    ),
}
"""How it is told of goods that were lost where they were stored: the heading, and the account."""
PLAIN = frozenset(
    {
        LossType.LOST,
        LossType.SHORTAGE,
        LossType.DELAY,
        LossType.RETURN_NOT_RECEIVED,
        LossType.REFUND_WITHOUT_RETURN,
    }
)
"""Dates and quantities tell these; any other loss must be described."""
SHIPPED: tuple[Event, ...] = (
    Event.SHIP_DATE,
    Event.HANDOVER_DATE,
    Event.CARRIER_ACCEPTANCE_DATE,
    Event.POSTING_DATE,
    Event.AWB_ISSUE_DATE,
    Event.BOL_DATE,
)
"""What says when a consignment was shipped, the surest first."""
NUMBERS: Mapping[Mode | None, tuple[str, ...]] = {
    Mode.AIR: ("awb_number", "tracking_number"),
    Mode.ROAD: ("pro_number", "bol_number", "tracking_number"),
    Mode.RAIL: ("bol_number", "tracking_number"),
    Mode.SEA: ("bol_number", "container_number"),
}
ANY_NUMBER = (
    "tracking_number",
    "awb_number",
    "bol_number",
    "pro_number",
    "fba_shipment_id",
    "container_number",
)
TITLES: Mapping[str, str] = {
    "fba_shipment_id": "FBA shipment",
    "tracking_number": "Tracking number",
    "awb_number": "Air waybill",
    "bol_number": "Bill of lading",
    "pro_number": "PRO number",
    "container_number": "Container",
    "seal_number": "Seal",
}

CELL = "[not known]"
"""In a cell of a table, whose heading says what is not known."""
GOODS = "goods"
FNSKU = "FNSKU"
_TABLE = "Write it under {0} in case.toml: {1}."
GAPS: Mapping[str, tuple[str, str]] = {
    what: (subject, hint if hint.endswith(".") else _TABLE.format(*hint.split(" ", 1)))
    for what, subject, hint in (
        ("claimant's name", "claimant.name", '[claimant] name = "..."'),
        ("claimant's address", "claimant.address", '[claimant] address = "street\\ntown\\ncountry"'),
        (
            "claimant's e-mail or telephone number",
            "claimant.email",
            '[claimant] email = "..." or phone = "..."',
        ),
        (
            "claimant's capacity",
            "claimant.capacity",
            '[claimant] capacity = "owner" (or shipper, consignee, assignee, forwarder, insurer)',
        ),
        ("signatory", "claimant.signatory", '[claimant] signatory = "name, position"'),
        ("owner of the goods", "claimant.owner", '[claimant] owner = "name\\nstreet\\ntown\\ncountry"'),
        ("where the goods are kept", "loss.kept_at", '[loss] kept_at = "street, town"'),
        ("why the goods cannot be repaired", "loss.beyond_repair", '[loss] beyond_repair = "..."'),
        ("carrier", "carrier", '[consignment] carrier = "..."'),
        (
            "number of the consignment",
            "tracking_number",
            '[consignment] tracking_numbers = ["..."], or bol_number, awb_number, pro_number',
        ),
        ("FBA shipment ID", "fba_shipment_id", '[consignment] fba_shipment_id = "FBA..."'),
        (
            "day of the inventory adjustment",
            "inventory_adjustment_date",
            "[events] inventory_adjustment_date = 2026-01-31",
        ),
        ("ship date", "ship_date", "[events] ship_date = 2026-01-31"),
        ("delivery date", "delivery_date", "[events] delivery_date = 2026-01-31"),
        ("shipper", "shipper", '[consignment] shipper = "name, address"'),
        ("consignee", "consignee", '[consignment] consignee = "name, address"'),
        (
            "point of origin and destination",
            "from_country",
            '[consignment] port_of_loading = "..." and port_of_discharge = "...", or from_country and to_country',
        ),
        ("number of the bill of lading", "bol_number", '[consignment] bol_number = "..."'),
        ("PRO number", "pro_number", '[consignment] pro_number = "..."'),
        ("NMFC item number", "nmfc_item", '[consignment] nmfc_item = "..."'),
        (
            "discounts and allowances",
            "goods",
            "Write discount for each line under [[goods]] in case.toml, or [confirmed] discounts-shown = true where unit_cost is net of them.",
        ),
        ("number of packages", "packages", "[consignment] packages = 12"),
        (
            "weight of the affected packages",
            "affected_weight_kg",
            '[consignment] affected_weight_kg = "14.2"',
        ),
        ("policy number", "policy_number", "Add the insurance certificate or policy to the case folder."),
        ("type of loss", "loss.type", '[loss] type = "damaged" (or lost, shortage ...)'),
        ("what happened", "loss.description", '[loss] description = "..."'),
        (
            "amount claimed",
            "amount",
            '[loss] amount = "1245.00 USD", or the lines with quantity_lost and unit_cost under [[goods]]',
        ),
    )
} | {
    GOODS: (
        "goods",
        "Write each line under [[goods]] in case.toml: description, quantity, quantity_lost, unit_cost.",
    ),
    FNSKU: (
        "fnsku",
        "Add the shipment's contents with its FNSKU column (CSV or XLSX) to the case folder.",
    ),
}
"""What a letter may lack, by its name in the gap: the subject of the finding, and what to write."""
CELL_HINT = (
    "goods",
    "Complete the [[goods]] in case.toml: description, quantity, quantity_lost and unit_cost of each line.",
)
"""The same for a gap in a cell, whose heading says what is not known."""
