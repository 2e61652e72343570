"""The closed lists: kinds, views, loss types, events, names of facts."""

from enum import StrEnum


class Kind(StrEnum):
    """What a file is; `other` where the tool will not say."""

    SUPPLIER_INVOICE = "supplier_invoice"
    COMMERCIAL_INVOICE = "commercial_invoice"
    PROFORMA_INVOICE = "proforma_invoice"
    SALES_INVOICE = "sales_invoice"
    RECEIPT = "receipt"
    ORDER_CONFIRMATION = "order_confirmation"
    QUOTE = "quote"
    PAYMENT_PROOF = "payment_proof"
    PACKING_LIST = "packing_list"
    SHIPPING_LABEL = "shipping_label"
    BILL_OF_LADING = "bill_of_lading"
    AIR_WAYBILL = "air_waybill"
    CONSIGNMENT_NOTE = "consignment_note"
    CARRIER_MANIFEST = "carrier_manifest"
    PROOF_OF_DELIVERY = "proof_of_delivery"
    DELIVERY_RECEIPT = "delivery_receipt"
    TRACKING_HISTORY = "tracking_history"
    FREIGHT_INVOICE = "freight_invoice"
    INSURANCE_CERTIFICATE = "insurance_certificate"
    SURVEY_REPORT = "survey_report"
    REPAIR_ESTIMATE = "repair_estimate"
    SALVAGE_RECORD = "salvage_record"
    CUSTOMS_DOCUMENT = "customs_document"
    CLAIM_FORM = "claim_form"
    DECLARATION = "declaration"
    POLICE_REPORT = "police_report"
    NOTICE_OF_CLAIM = "notice_of_claim"
    CORRESPONDENCE = "correspondence"
    INVENTORY_REPORT = "inventory_report"
    PRODUCT_PAGE = "product_page"
    FAPIAO = "fapiao"
    PURCHASE_ORDER = "purchase_order"
    SALES_CONTRACT = "sales_contract"
    COMMERCIAL_ACT = "commercial_act"
    OUT_TURN_REPORT = "out_turn_report"
    DESTRUCTION_CERTIFICATE = "destruction_certificate"
    LETTER_OF_AUTHORITY = "letter_of_authority"
    CARRIER_DECISION = "carrier_decision"
    RETURN_LABEL = "return_label"
    SCREENSHOT = "screenshot"
    PHOTO = "photo"
    OTHER = "other"


class View(StrEnum):
    """What a photo shows; `unknown` is never guessed away."""

    OUTER_BOX = "outer_box"
    ALL_SIDES = "all_sides"
    LABEL = "label"
    RETURN_LABEL = "return_label"
    GOODS_IN_BOX = "goods_in_box"
    INNER_PACKING = "inner_packing"
    GOODS = "goods"
    DAMAGE_CLOSE_UP = "damage_close_up"
    BOX_CERTIFICATE = "box_certificate"
    SERIAL_NUMBER = "serial_number"
    CONTAINER = "container"
    SEAL = "seal"
    VOID_SPACE = "void_space"
    UNKNOWN = "unknown"


class LossType(StrEnum):
    """What happened to the goods."""

    LOST = "lost"
    DAMAGED = "damaged"
    CONCEALED_DAMAGE = "concealed_damage"
    MISSING_CONTENTS = "missing_contents"
    PARTIAL_LOSS = "partial_loss"
    PILFERAGE = "pilferage"
    SHORTAGE = "shortage"
    DELAY = "delay"
    WRONG_ITEM = "wrong_item"
    RETURN_NOT_RECEIVED = "return_not_received"
    RETURN_DAMAGED = "return_damaged"
    REFUND_WITHOUT_RETURN = "refund_without_return"


class Event(StrEnum):
    """What a window can be counted from."""

    ORDER_CREATED_DATE = "order_created_date"
    POSTING_DATE = "posting_date"
    LABEL_CREATED_DATE = "label_created_date"
    CARRIER_ACCEPTANCE_DATE = "carrier_acceptance_date"
    HANDOVER_DATE = "handover_date"
    SHIP_DATE = "ship_date"
    AWB_ISSUE_DATE = "awb_issue_date"
    BOL_DATE = "bol_date"
    FIRST_SCAN_DATE = "first_scan_date"
    LAST_SCAN_DATE = "last_scan_date"
    SCHEDULED_DELIVERY_DATE = "scheduled_delivery_date"
    PROMISED_DELIVERY_DATE = "promised_delivery_date"
    DELIVERY_DATE = "delivery_date"
    DISPOSAL_DATE = "disposal_date"
    DISCOVERY_DATE = "discovery_date"
    VESSEL_ARRIVAL_DATE = "vessel_arrival_date"
    VESSEL_DISCHARGE_DATE = "vessel_discharge_date"
    REFUND_DATE = "refund_date"
    RETURN_DELIVERY_DATE = "return_delivery_date"
    INVENTORY_ADJUSTMENT_DATE = "inventory_adjustment_date"
    FC_DELIVERY_DATE = "fc_delivery_date"
    REMOVAL_SHIPMENT_DATE = "removal_shipment_date"
    REQUEST_RECEIVED_DATE = "request_received_date"
    NOTICE_SENT_DATE = "notice_sent_date"
    CLAIM_RECEIVED_DATE = "claim_received_date"
    CLAIM_DECISION_DATE = "claim_decision_date"
    WRITTEN_DISALLOWANCE_DATE = "written_disallowance_date"
    INSURED_EVENT_DATE = "insured_event_date"


TEXT_FACTS = frozenset(
    {
        "tracking_number", "carrier", "invoice_number", "order_number", "purchase_order", "amazon_order_id", "fba_shipment_id", "asin",
        "fnsku", "sku", "lpn", "gtin", "sscc", "iban", "vat_number", "eori_number", "uscc", "bol_number", "awb_number", "pro_number",
        "container_number", "seal_number", "claim_number", "policy_number", "currency", "seller", "buyer", "shipper", "consignee",
        "insured", "cause_of_loss", "vessel", "voyage", "port_of_loading", "port_of_discharge", "payment_status", "received_by",
        "serial_number", "device", "subject", "sender", "addressees",
    }
)  # fmt: skip
"""Names of facts whose value is text as it stands on the page, so that it can be found there again and covered."""


class Mode(StrEnum):
    """How the goods travelled."""

    PARCEL = "parcel"
    POST = "post"
    AIR = "air"
    ROAD = "road"
    RAIL = "rail"
    SEA = "sea"


class Capacity(StrEnum):
    """In what right the claimant claims."""

    OWNER = "owner"
    SHIPPER = "shipper"
    CONSIGNEE = "consignee"
    ASSIGNEE = "assignee"
    FORWARDER = "forwarder"
    INSURER = "insurer"


class ReadBy(StrEnum):
    """How a fact was read."""

    TEXT = "text"
    OCR = "ocr"
    BARCODE = "barcode"
    EXIF = "exif"
    XML = "xml"
    SHEET = "sheet"
    EMAIL = "email"
    NAME = "name"
    CASE = "case"


class Severity(StrEnum):
    """How much a finding weighs: a blocking one stops the build, unless it is a draft."""

    BLOCKING = "blocking"
    WARNING = "warning"
    NOTE = "note"


class Decision(StrEnum):
    """What a recipient answered."""

    PAID = "paid"
    PARTLY_PAID = "partly_paid"
    DENIED = "denied"
    OPEN = "open"
