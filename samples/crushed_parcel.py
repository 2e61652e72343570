"""The case `crushed-parcel`: mugs and pour-over sets that a parcel carrier broke on the way to a café."""

import csv
import io
from email.message import EmailMessage
from pathlib import Path

from check_digits import ups
from drawn_papers import Item, invoice, money, sheet
from parties import BRIGHTWAY, BRIGHTWAY_LOOK, HARBOR, HARBOR_LOOK, JUNIPER

TRACKING = ups("84R2X9034417206")
ORDERED = (
    Item("HH-MUG-350", "Stoneware mug 350 ml, reactive glaze", 480, 780),
    Item("HH-POV-SET", "Pour-over set, ceramic dripper and server", 120, 3150),
    Item("HH-TWL-4PK", "Linen tea towel, pack of 4", 200, 620),
)
SOLD = (
    Item("HH-MUG-350", "Stoneware mug 350 ml, reactive glaze", 12, 2200),
    Item("HH-POV-SET", "Pour-over set, ceramic dripper and server", 6, 7900),
    Item("HH-TWL-4PK", "Linen tea towel, pack of 4", 4, 1800),
)
FREIGHT = 2485
BROKEN = {"HH-MUG-350": 9, "HH-POV-SET": 5, "HH-TWL-4PK": 0}
NET_KG = {"HH-MUG-350": 0.42, "HH-POV-SET": 1.10, "HH-TWL-4PK": 0.30}
GROSS_KG = 14.1
LOSS = sum(BROKEN[i.sku] * i.cents for i in ORDERED)

CASE_TOML = f'''\
# What only a person knows about this case; everything else is read from the files beside this one.
# Every line may be left out. What stands here wins over what was read; a contradiction is reported.

reference  = "HH-2026-017"            # stands on every page of the bundle
recipients = ["ups-us"]               # who gets a bundle; `evidencekit recipients` lists them all
language   = "en"

[claimant]
name      = "Harbor Home Goods LLC"
address   = "1200 Pine Street\\nSeattle, WA 98101\\nUSA"
email     = "claims@harborhome.example"
phone     = "+1 206 555 0142"
capacity  = "shipper"                 # owner shipper consignee assignee forwarder insurer
signatory = "Dana Okafor, Claims and Logistics"

[consignment]
carrier            = "UPS"
mode               = "parcel"         # parcel post air road rail sea
service            = "UPS Ground"
tracking_numbers   = ["{TRACKING}"]
from_country       = "US"
to_country         = "US"
shipper            = "Harbor Home Goods LLC, 1200 Pine Street, Seattle, WA 98101"
consignee          = "Juniper Lane Coffee Bar, 2217 Marigold Street, Denver, CO 80205"
packages           = 1
packages_affected  = 1
gross_weight_kg    = "{GROSS_KG}"
affected_weight_kg = "{GROSS_KG}"
declared_value     = "{money(sum(i.amount for i in SOLD))} USD"

[loss]
type        = "damaged"
description = """
The carton was delivered with its upper right corner crushed, the lid torn open and the right side pushed in. \\
The consignee opened it in front of the driver. Nine of twelve mugs and five of six pour-over sets were broken; \\
the tea towels were not damaged. The contents were wrapped in bubble wrap and kraft paper on all sides."""
# No amount here: it is the sum of the goods below, at what they cost us.

[events]                              # the days from which UPS counts
label_created_date      = 2026-09-04
ship_date               = 2026-09-04
scheduled_delivery_date = 2026-09-10
delivery_date           = 2026-09-10
discovery_date          = 2026-09-10

[[goods]]
sku           = "HH-MUG-350"
description   = "Stoneware mug 350 ml, reactive glaze"
quantity      = 12                    # in this consignment
quantity_lost = 9                     # lost or damaged
unit_cost     = "7.80 USD"            # from supplier invoice BW-260618-041, never our sales price

[[goods]]
sku           = "HH-POV-SET"
description   = "Pour-over set, ceramic dripper and server"
quantity      = 6
quantity_lost = 5
unit_cost     = "31.50 USD"

[[goods]]
sku           = "HH-TWL-4PK"
description   = "Linen tea towel, pack of 4"
quantity      = 4
quantity_lost = 0
unit_cost     = "6.20 USD"

# Files about which a person knows more than their names and contents say.
[evidence."scan0007.pdf"]             # a scan: what it is, OCR reads from it
note = "The driver wrote: CRUSHED, corner open, rattles."

[evidence."IMG_4000.HEIC"]
view = "outer_box"
note = "As it stood on the porch, before anybody opened it."

[evidence."IMG_4013 broken pour-over set.jpg"]
view = "goods"
'''

STATEMENT = f"""\
STATEMENT OF THE CONSIGNEE

I received UPS parcel {TRACKING} on September 10, 2026 at 2:17 pm at
2217 Marigold Street, Denver. The carton was crushed at one corner and its
top was torn. I opened it with the driver still there. Nine mugs and five
pour-over sets were broken. I took the photos on the same day and have kept
the carton, the packing and all broken pieces for inspection.

Mara Whitlock
Juniper Lane Coffee Bar
September 11, 2026
"""


def documents(folder: Path) -> None:
    """Write every file of the case that is not a photo."""
    (folder / "case.toml").write_text(CASE_TOML, encoding="utf-8", newline="\n")
    _invoices(folder)
    _packing_list(folder)
    _tracking(folder)
    _mail(folder)


def _invoices(folder: Path) -> None:
    invoice(
        folder / "supplier invoice BW-260618-041.pdf", title="INVOICE", look=BRIGHTWAY_LOOK, issuer=BRIGHTWAY, buyer=HARBOR,
        facts=[("Invoice No.", "BW-260618-041"), ("Invoice date", "2026-06-18"), ("Purchase order", "PO-2026-0388"),
               ("Terms", "FOB Shenzhen, T/T"), ("Currency", "USD"), ("Status", "PAID")],
        items=ORDERED,
        notes=("Goods of Chinese origin, packed for retail. Title passes to the buyer on payment in full.",
               "Payment received by bank transfer on 2026-06-25, our reference TT-88213. Balance due: USD 0.00."),
        paid=("PAID", "2026-06-25"), signed=11,
    )  # fmt: skip
    invoice(
        folder / "sales invoice HH-SO-20931.pdf", title="SALES INVOICE", look=HARBOR_LOOK, issuer=HARBOR, buyer=JUNIPER,
        facts=[("Invoice No.", "HH-SO-20931"), ("Invoice date", "September 3, 2026"), ("Order number", "20931"),
               ("Payment", "Paid by card, ending 4417"), ("Ship via", "UPS Ground"), ("Balance due", "USD 0.00")],
        items=SOLD, extras=(("UPS Ground, 1 carton", FREIGHT), ("Sales tax (resale certificate)", 0)),
        notes=("Thank you for your order. Please report transport damage on the day of delivery and keep the carton.",),
    )  # fmt: skip


def _packing_list(folder: Path) -> None:
    net = [round(i.quantity * NET_KG[i.sku], 2) for i in SOLD]
    sheet(
        folder / "packing list 20931.xlsx", title="PACKING LIST",
        facts=[("Shipper", "Harbor Home Goods LLC, 1200 Pine Street, Seattle, WA 98101"),
               ("Consignee", "Juniper Lane Coffee Bar, 2217 Marigold Street, Denver, CO 80205"),
               ("Order number", "20931"), ("Invoice No.", "HH-SO-20931"), ("Tracking number", TRACKING),
               ("Packed on", "2026-09-04"), ("Packed by", "L. Brandt"), ("Carton", "1 of 1, double wall 60 x 40 x 40 cm"),
               ("Gross weight kg", f"{GROSS_KG}")],
        heading=("SKU", "Description", "Quantity", "Cartons", "Net weight kg", "Inner packing"),
        rows=[*([i.sku, i.description, i.quantity, 1 if n == 0 else 0, kg, packing] for n, (i, kg, packing) in enumerate(
                  zip(SOLD, net, ("bubble wrap, each in a cell", "retail box, kraft paper all round", "polybag"), strict=True))),
              ["Total", "", sum(i.quantity for i in SOLD), 1, round(sum(net), 2), ""]],
        widths=(18, 46, 12, 12, 16, 34),
    )  # fmt: skip


def _tracking(folder: Path) -> None:
    scans = (
        ("2026-09-04", "10:42", "Seattle, WA, US", "Label created, carrier not yet in possession"),
        ("2026-09-04", "17:55", "Seattle, WA, US", "Origin scan"),
        ("2026-09-04", "23:20", "Seattle, WA, US", "Departed from facility"),
        ("2026-09-06", "06:11", "Boise, ID, US", "Arrived at facility"),
        ("2026-09-08", "02:37", "Boise, ID, US", "Departed from facility"),
        ("2026-09-09", "21:04", "Denver, CO, US", "Arrived at facility"),
        ("2026-09-10", "08:26", "Denver, CO, US", "Out for delivery"),
        ("2026-09-10", "14:17", "Denver, CO, US", "Delivered, damage reported, received by M WHITLOCK"),
    )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("tracking number", "date", "time", "location", "status"))
    writer.writerows((TRACKING, *scan) for scan in scans)
    (folder / "tracking history.csv").write_text(out.getvalue(), encoding="utf-8", newline="\n")


def _mail(folder: Path) -> None:
    mail = EmailMessage()
    mail["From"] = "Dana Okafor <claims@harborhome.example>"
    mail["To"] = "UPS Customer Care <damage-desk@ups.example>"
    mail["Cc"] = "Mara Whitlock <mara@juniperlane.example>"
    mail["Subject"] = f"Damaged parcel {TRACKING}, delivered September 10, 2026"
    mail["Date"] = "Fri, 11 Sep 2026 09:14:00 -0700"
    mail["Message-ID"] = "<20260911-0914.20931@harborhome.example>"
    mail.set_content(
        f"""Hello,

parcel {TRACKING} (UPS Ground, shipped September 4, 2026) was delivered crushed
to Juniper Lane Coffee Bar in Denver on September 10, 2026. The driver noted CRUSHED on the
delivery record. 9 stoneware mugs and 5 pour-over sets are broken.

Please open a claim and tell us whether you want to inspect the parcel. The carton, the inner
packing and all pieces are kept at the consignee's address. The goods that were broken cost us
USD {money(LOSS)}; our supplier's invoice and photos will follow with the claim.

The consignee's statement is attached.

Dana Okafor
Harbor Home Goods LLC
1200 Pine Street, Seattle, WA 98101
"""
    )
    mail.add_attachment(
        STATEMENT.encode(), maintype="text", subtype="plain", filename="statement of consignee.txt"
    )
    mail.set_boundary("=_harborhome_20260911_0914")
    (folder / "Damage report to UPS.eml").write_bytes(mail.as_bytes())
