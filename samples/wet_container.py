"""The case `wet-container`: towels and bathrobes that sea water reached through a hole in the container's roof."""

from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from check_digits import container
from drawn_papers import Column, Item, Look, Paper, Party, invoice, money, sheet
from parties import HARBOR, SILVERBIRCH, SILVERBIRCH_LOOK
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

CONTAINER, SEAL = container("NVLU482731"), "NV4471903"
BILL, VESSEL, VOYAGE = "NVLYTN6082917", "MV North Vale Heron", "631E"
INVOICE, POLICY, CERTIFICATE = "SB-26-0821", "TMU-OC-4471028", "TMU-C-26-009317"
LINE = Party(
    "North Vale Line",
    ("Pier House, 14 Kestrel Quay", "Rotterdam 3011, Netherlands"),
    ("cargo.claims@northvale.example",),
)
INSURER = Party("Tidemark Marine Underwriters", ("200 Lantern Square, 9th floor", "New York, NY 10004, USA"),
                ("claims@tidemark-marine.example", "+1 212 555 0173"))  # fmt: skip
SURVEYOR = Party("Pelican Bay Marine Surveyors Inc.", ("415 Breakwater Street", "San Pedro, CA 90731, USA"),
                 ("reports@pelicanbay-survey.example",))  # fmt: skip
HAULIER = Party(
    "Gull Point Drayage Inc.",
    ("1730 Terminal Loop", "Wilmington, CA 90744, USA"),
    ("dispatch@gullpoint.example",),
)
STORE = Party("Harbor Home Goods LLC", ("c/o Baywind Warehousing, 6120 Orchid Road", "Carson, CA 90745, USA"))


@dataclass(frozen=True, slots=True)
class Packed:
    """One article of the consignment."""

    sku: str
    description: str
    cartons: int
    per_carton: int
    cents: int
    carton_kg: float
    carton_cbm: float
    wet: int

    @property
    def pieces(self) -> int:
        """In the consignment."""
        return self.cartons * self.per_carton

    @property
    def lost(self) -> int:
        """Pieces in wet cartons."""
        return self.wet * self.per_carton

    @property
    def loss(self) -> int:
        """At the invoice's price, in cents."""
        return self.lost * self.cents


GOODS = (
    Packed("ST-BTH-70140", "Cotton bath towel 70 x 140 cm, 600 gsm", 200, 24, 410, 15.3, 0.085, 38),
    Packed("ST-MAT-5080", "Memory foam bath mat 50 x 80 cm", 120, 20, 365, 12.0, 0.078, 11),
    Packed("ST-ROB-LX", "Cotton waffle bathrobe, size L/XL", 60, 15, 980, 15.15, 0.09, 24),
    Packed("ST-HND-4070", "Cotton hand towel 40 x 70 cm", 60, 100, 135, 17.8, 0.08, 0),
)
CARTONS, WET = sum(g.cartons for g in GOODS), sum(g.wet for g in GOODS)
GROSS_KG = round(sum(g.cartons * g.carton_kg for g in GOODS), 1)
WET_KG = round(sum(g.wet * g.carton_kg for g in GOODS), 1)
CBM = round(sum(g.cartons * g.carton_cbm for g in GOODS), 2)
VALUE, LOSS = sum(g.pieces * g.cents for g in GOODS), sum(g.loss for g in GOODS)
FREIGHT = (
    ("Ocean freight, 1 x 40' dry container", 415000),
    ("Bunker adjustment factor", 48000),
    ("Terminal handling, Los Angeles", 61000),
)
FREIGHT_TOTAL = sum(cents for _, cents in FREIGHT)
INSURED = (VALUE + FREIGHT_TOTAL) * 110 // 100


def _goods_toml() -> str:
    return "\n".join(
        f"""[[goods]]
sku           = "{g.sku}"
description   = "{g.description}"
quantity      = {g.pieces}
quantity_lost = {g.lost}
unit_cost     = "{money(g.cents)} USD"
"""
        for g in GOODS
        if g.lost
    )


CASE_TOML = f'''\
# A container that arrived with a hole in its roof; the claim goes to the cargo insurer.
reference  = "HH-2026-021"
recipients = ["marine-cargo"]

[claimant]
name      = "Harbor Home Goods LLC"
address   = "1200 Pine Street\\nSeattle, WA 98101\\nUSA"
email     = "claims@harborhome.example"
phone     = "+1 206 555 0142"
capacity  = "owner"                   # assured and consignee; the risk passed to us on board at Yantian (FOB)
signatory = "Dana Okafor, Claims and Logistics"

[consignment]
carrier            = "North Vale Line"
mode               = "sea"
vessel             = "{VESSEL}"
voyage             = "{VOYAGE}"
port_of_loading    = "Yantian, China"
port_of_discharge  = "Los Angeles, USA"
from_country       = "CN"
to_country         = "US"
bol_number         = "{BILL}"
container_number   = "{CONTAINER}"
seal_number        = "{SEAL}"
packages           = {CARTONS}                  # as the bill of lading counts them
packages_affected  = {WET}
gross_weight_kg    = "{GROSS_KG}"
affected_weight_kg = "{WET_KG}"
insured_value      = "{INSURED // 100}.{INSURED % 100:02d} USD"       # invoice and freight, plus 10 per cent

[loss]
type        = "damaged"
description = """
Sea water entered through a corroded hole in the container's roof panel during the voyage. {WET} of {CARTONS} cartons were wet \\
when the container was opened; the surveyor found chlorides, mould and staining, and no salvage value. \\
The seal was intact and the bill of lading is clean."""

[events]
bol_date              = 2026-08-29
vessel_arrival_date   = 2026-09-13
vessel_discharge_date = 2026-09-14
delivery_date         = 2026-09-17
discovery_date        = 2026-09-17
notice_sent_date      = 2026-09-18    # to the carrier; COGSA gives three days where the damage is not apparent

# What was lost, at the commercial invoice's prices. The policy may pay more (invoice and freight plus 10 per cent):
# that is the adjuster's sum, so it is not claimed here as a cost.
{_goods_toml()}
[evidence."IMG_20260917_083604.jpg"]
view = "goods_in_box"
note = "The stow behind the doors, before anything was moved."
'''

NOTICE = f"""\
To: North Vale Line, Cargo Claims

NOTICE OF CLAIM

Vessel / voyage:    {VESSEL} / {VOYAGE}
Bill of lading:     {BILL}
Container / seal:   {CONTAINER} / {SEAL}
From / to:          Yantian, China / Los Angeles, USA
Shipper:            {SILVERBIRCH.name}
Consignee:          Harbor Home Goods LLC
Cargo:              {CARTONS} cartons home textiles, {GROSS_KG:,.1f} kg
Discharged:         2026-09-14
Delivered:          2026-09-17
Nature of damage:   wetting by sea water through a hole in the roof panel
Estimated loss:     about 75 cartons, USD 8,000.00 to 9,000.00

We hold you liable for this damage and for all costs that follow from it. The exceptions were written on
the delivery receipt (attached) when the container was delivered. The wet cartons have been set apart; the
container and the cargo can be inspected until 2026-09-30. We invite you to a joint survey on 2026-09-21
at 10:00 at Baywind Warehousing, 6120 Orchid Road, Carson, California.

We reserve the right to present a priced claim, and all rights of our cargo insurer.

Dana Okafor, Claims and Logistics
Harbor Home Goods LLC
1200 Pine Street, Seattle, WA 98101
"""


def documents(folder: Path) -> None:
    """Write every file of the case that is not a photo."""
    (folder / "case.toml").write_text(CASE_TOML, encoding="utf-8", newline="\n")
    _bill_of_lading(folder)
    _invoices(folder)
    _packing_list(folder)
    _certificate(folder)
    _survey(folder)
    receipt = _delivery_receipt(folder)
    _notice(folder, receipt)


def _bill_of_lading(folder: Path) -> None:
    paper = Paper(
        folder / f"BL {BILL}.pdf",
        title=f"Bill of lading {BILL}",
        look=Look(colour=HexColor("#123F6D"), size=8.5),
    )
    left, width = paper.left, paper.right - paper.left
    half, quarter = width / 2, width / 4
    paper.text(left, paper.y, "NORTH VALE LINE", size=18, bold=True, colour=paper.look.colour)
    paper.text(paper.right, paper.y + 3, "BILL OF LADING", size=14, bold=True, align="right")
    paper.text(
        paper.right,
        paper.y - 8,
        "FOR PORT TO PORT OR COMBINED TRANSPORT · ORIGINAL 1 OF 3",
        size=6.5,
        align="right",
    )
    top = paper.y - 18
    paper.box(left, top, half, 66, "SHIPPER", [SILVERBIRCH.name, *SILVERBIRCH.address])
    paper.box(left + half, top, quarter, 33, "BILL OF LADING NO.", [BILL], size=10, strong=True)
    paper.box(left + half + quarter, top, quarter, 33, "BOOKING NO.", ["NVB-7730185"], size=9)
    paper.box(left + half, top - 33, half, 33, "EXPORT REFERENCES", [f"Invoice No. {INVOICE} / PO-2026-0407"])
    paper.box(left, top - 66, half, 62, "CONSIGNEE", [HARBOR.name, *HARBOR.address])
    paper.box(left + half, top - 66, half, 62, "ALSO NOTIFY", ["Gull Point Drayage Inc.", *HAULIER.address])
    paper.box(
        left,
        top - 128,
        half,
        46,
        "NOTIFY PARTY",
        ["Same as consignee", "claims@harborhome.example, +1 206 555 0142"],
    )
    paper.box(
        left + half,
        top - 128,
        half,
        46,
        "TERMS",
        ["FREIGHT PREPAID", "CY / CY, shipper's load, stow and count as below"],
    )
    top -= 174
    for k, (label, word) in enumerate((("OCEAN VESSEL", VESSEL), ("VOYAGE NO.", VOYAGE), ("PORT OF LOADING", "Yantian, China"),
                                       ("PORT OF DISCHARGE", "Los Angeles, USA"))):  # fmt: skip
        paper.box(left + k * quarter, top, quarter, 32, label, [word], strong=True)
    paper.y = top - 46
    paper.text(left, paper.y, "PARTICULARS FURNISHED BY SHIPPER", size=7.5, bold=True)
    paper.y -= 16
    paper.table(
        (Column("Container / seal", 38), Column("Packages", 20, figures=True), Column("Description of goods", 68),
         Column("Gross kg", 24, figures=True), Column("CBM", 24, figures=True)),
        [[(f"{CONTAINER[:4]} {CONTAINER[4:10]} {CONTAINER[10]}", f"Seal {SEAL}", "40' dry, 42G1", "")[n], f"{g.cartons}", f"cartons {g.description}",
          f"{g.cartons * g.carton_kg:,.1f}", f"{g.cartons * g.carton_cbm:,.2f}"] for n, g in enumerate(GOODS)]
        + [["Total", f"{CARTONS}", f"{CARTONS} CARTONS HOME TEXTILES", f"{GROSS_KG:,.1f}", f"{CBM:,.2f}"]],
        size=8,
    )  # fmt: skip
    paper.y -= 2
    paper.pairs(left, (("Container No.", CONTAINER), ("Seal No.", SEAL), ("Total packages", f"{CARTONS} cartons (four hundred forty)"),
                       ("Gross weight", f"{GROSS_KG:,.1f} kg"), ("Measurement", f"{CBM:,.2f} CBM"), ("Declared value", "none declared")))  # fmt: skip
    paper.y -= 6
    paper.paragraph(
        "Received by the carrier in apparent good order and condition, unless otherwise noted, the number of packages or units stated "
        "above, for carriage from the port of loading to the port of discharge on the terms printed overleaf. One original being "
        "accomplished, the others stand void.", size=7.5)  # fmt: skip
    top = paper.y - 2
    paper.box(left, top, half, 92, "PLACE AND DATE OF ISSUE", ["Shenzhen, 2026-08-29"], size=10, strong=True)
    paper.box(
        left + half,
        top,
        half,
        92,
        "SIGNED FOR THE CARRIER",
        ["North Vale Line, by its agents", "Lychee Bay Shipping Agency Ltd."],
        size=8.5,
    )
    paper.signature(left + half + 14, top - 70, 41)
    paper.text(left + half + 6, top - 86, "as agents only", size=7)
    paper.stamp(left + quarter, top - 56, ("SHIPPED ON BOARD", f"{VESSEL.upper()}  2026-08-29", "CLEAN ON BOARD"), colour=HexColor("#5B2A86"),
                turn=3, size=13)  # fmt: skip
    paper.footer(f"North Vale Line · bill of lading {BILL} · page 1 of 2")
    paper.next_page()
    _overleaf(paper)
    paper.save()


def _overleaf(paper: Paper) -> None:
    paper.heading("Terms and conditions of carriage (overleaf)", size=12)
    for number, (title, words) in enumerate((
        ("Definitions", ("Carrier means the party on whose behalf this bill of lading is signed. Merchant includes the shipper, the consignee, the "
         "holder of this bill of lading and the owner of the goods. Package means each carton or other unit enumerated on the face of this bill.")),
        ("Clause paramount", ("Carriage to or from the United States of America is subject to the Carriage of Goods by Sea Act of the United States, "
         "1936, which governs before loading, after discharge and throughout the time the goods are in the carrier's custody.")),
        ("Notice of loss and time for suit", ("Notice of loss or damage and its general nature is to be given in writing at the port of discharge before or at "
         "the time of removal of the goods or, if the loss or damage is not apparent, within three days of delivery. The carrier is discharged "
         "from all liability unless suit is brought within one year after delivery or the date when the goods should have been delivered.")),
        ("Limit", ("The carrier is not liable for more than USD 500 per package or, for goods not shipped in packages, per customary freight unit, unless "
         "the nature and value of the goods were declared before shipment and stand on the face of this bill.")),
        ("Containers", ("Where the carrier supplies the container, the merchant inspects it before stuffing. The use of a container is evidence that it was "
         "sound, save for defects that were not apparent on reasonable inspection.")),
        ("Law", "Any claim under this bill of lading is decided by the courts of the port of discharge."),
    ), 1):  # fmt: skip
        paper.text(paper.left, paper.y, f"{number}.  {title}", size=8.5, bold=True)
        paper.y -= 12
        paper.paragraph(words, size=8, x=paper.left + 14)
    paper.footer(f"North Vale Line · bill of lading {BILL} · page 2 of 2")


def _invoices(folder: Path) -> None:
    invoice(
        folder / f"commercial invoice {INVOICE}.pdf", title="COMMERCIAL INVOICE", look=SILVERBIRCH_LOOK, issuer=SILVERBIRCH, buyer=HARBOR,
        facts=[("Invoice No.", INVOICE), ("Invoice date", "2026-08-21"), ("Purchase order", "PO-2026-0407"), ("Terms", "FOB Yantian"),
               ("Vessel", f"{VESSEL} {VOYAGE}"), ("Payment", "T/T, received 2026-08-26")],
        items=tuple(Item(g.sku, g.description, g.pieces, g.cents) for g in GOODS),
        notes=(f"{CARTONS} cartons, gross weight {GROSS_KG:,.1f} kg. Country of origin: China. HS codes 6302.60, 5705.00, 6208.91.",
               "Paid in full by bank transfer. We certify that this invoice is true and correct."),
        signed=51,
    )  # fmt: skip
    paper = Paper(
        folder / "freight invoice NVL-INV-553018.pdf",
        title="Freight invoice NVL-INV-553018",
        look=Look(colour=HexColor("#123F6D")),
    )
    paper.letterhead(LINE, "FREIGHT INVOICE")
    top = paper.y
    paper.text(paper.left, paper.y, "Bill to:", colour=HexColor("#5A5F66"))
    paper.y -= 13
    paper.lines(paper.left, [HARBOR.name, *HARBOR.address], bold_first=True)
    paper.y = top
    paper.pairs(paper.left + 92 * mm, (("Invoice No.", "NVL-INV-553018"), ("Invoice date", "2026-09-01"), ("Bill of lading", BILL),
                                       ("Container No.", CONTAINER), ("Vessel / voyage", f"{VESSEL} / {VOYAGE}")), gap=36 * mm)  # fmt: skip
    paper.y -= 16
    paper.table((Column("Charge", 118), Column("Basis", 26), Column("Amount", 30, figures=True)),
                [[label, "container", money(cents)] for label, cents in FREIGHT])  # fmt: skip
    paper.sums((("Total USD", money(FREIGHT_TOTAL)),))
    paper.y -= 8
    paper.paragraph(
        "Paid 2026-09-08. Balance due: USD 0.00. Freight is earned on shipment, ship and cargo lost or not lost.",
        size=8.5,
    )
    paper.stamp(
        paper.left + 120 * mm,
        paper.y - 20,
        ("PAID", "2026-09-08"),
        colour=HexColor("#B3261E"),
        turn=-6,
        size=18,
    )
    paper.footer("North Vale Line · cargo.claims@northvale.example")
    paper.save()


def _packing_list(folder: Path) -> None:
    sheet(
        folder / "packing list SB-26-0821.xlsx", title="PACKING LIST",
        facts=[("Shipper", f"{SILVERBIRCH.name}, {', '.join(SILVERBIRCH.address)}"), ("Consignee", "Harbor Home Goods LLC, 1200 Pine Street, Seattle, WA 98101"),
               ("Invoice No.", INVOICE), ("Bill of lading", BILL), ("Container No.", CONTAINER), ("Seal No.", SEAL), ("Date", "2026-08-21")],
        heading=("SKU", "Description", "Cartons", "Pieces per carton", "Quantity", "Gross kg", "CBM"),
        rows=[*([g.sku, g.description, g.cartons, g.per_carton, g.pieces, round(g.cartons * g.carton_kg, 2), round(g.cartons * g.carton_cbm, 2)]
                for g in GOODS),
              ["Total", "", CARTONS, "", sum(g.pieces for g in GOODS), GROSS_KG, CBM]],
        widths=(18, 44, 12, 14, 12, 14, 12),
    )  # fmt: skip


def _certificate(folder: Path) -> None:
    paper = Paper(folder / f"insurance certificate {CERTIFICATE}.pdf", title=f"Certificate of insurance {CERTIFICATE}",
                  look=Look("Times-Roman", "Times-Bold", HexColor("#1F3B57"), 10.5))  # fmt: skip
    paper.canvas.setStrokeColor(paper.look.colour)
    paper.canvas.setLineWidth(2.2)
    paper.canvas.rect(10 * mm, 8 * mm, paper.width - 20 * mm, paper.height - 16 * mm)
    paper.canvas.setLineWidth(0.6)
    paper.canvas.rect(11.6 * mm, 9.6 * mm, paper.width - 23.2 * mm, paper.height - 19.2 * mm)
    paper.letterhead(INSURER, "")
    paper.text(
        paper.width / 2,
        paper.y,
        "CERTIFICATE OF MARINE CARGO INSURANCE",
        size=16,
        bold=True,
        colour=paper.look.colour,
        align="centre",
    )
    paper.y -= 30
    paper.pairs(paper.left, (
        ("Certificate No.", CERTIFICATE), ("Policy No.", f"{POLICY} (open cover)"), ("Date of issue", "2026-08-27"), ("Assured", "Harbor Home Goods LLC"),
        ("Sum insured", f"USD {money(INSURED)}"), ("Basis of valuation", "invoice value and freight, plus 10 per cent"),
        ("Invoice value", f"USD {money(VALUE)}, invoice {INVOICE}"), ("Vessel and voyage", f"{VESSEL} / {VOYAGE}"),
        ("Bill of lading No.", BILL), ("Container No.", CONTAINER), ("From", "Yantian, China (warehouse Dongguan)"),
        ("To", "Los Angeles, USA (warehouse Carson, California)"), ("Interest insured", f"{CARTONS} cartons home textiles, new, export packed"),
        ("Conditions", "Institute Cargo Clauses (A) 1/1/09, warehouse to warehouse"), ("Deductible", "none"),
        ("Claims payable at", "New York, in USD"),
    ), gap=44 * mm)  # fmt: skip
    paper.y -= 8
    paper.rule()
    paper.y -= 16
    paper.heading("IMPORTANT: in the event of loss or damage", size=10.5)
    for words in ("1.  Claim at once on the carriers, port authorities or other bailees for any missing packages and for damage that is apparent.",
                  "2.  Give no clean receipts, save under written protest, where the goods are in doubtful condition.",
                  "3.  Where goods come by container, have the container and its seals examined at once; clause the delivery receipt.",
                  "4.  Give notice in writing to the carriers within three days of delivery where the loss was not apparent.",
                  "5.  Apply for survey without delay to: Pelican Bay Marine Surveyors Inc., San Pedro, California."):  # fmt: skip
        paper.paragraph(words, size=9)
    paper.paragraph("Documents for a claim: this certificate, the bill of lading, invoice, packing list, delivery receipt, survey report, the carrier's "
                    "liability notice and its answer, and photographs.", size=9)  # fmt: skip
    paper.signature(paper.left + 112 * mm, paper.y - 30, 61)
    paper.text(paper.left + 106 * mm, paper.y - 44, "For Tidemark Marine Underwriters", size=8.5)
    paper.seal(
        paper.left + 84 * mm,
        paper.y - 26,
        "TIDEMARK MARINE UNDERWRITERS NEW YORK",
        "AUTHORISED",
        colour=HexColor("#1F3B57"),
    )
    paper.save()


def _survey(folder: Path) -> None:
    paper = Paper(
        folder / "survey report PB-26-1174.pdf",
        title="Survey report PB-26-1174",
        look=Look(colour=HexColor("#0F5257"), size=9.5),
    )
    paper.letterhead(SURVEYOR, "SURVEY REPORT")
    paper.pairs(paper.left, (
        ("Report No.", "PB-26-1174"), ("Date of report", "2026-09-28"), ("Date of survey", "2026-09-21, 10:00 to 13:30"), ("Place", "Baywind Warehousing, Carson, CA"),
        ("Instructed by", "Harbor Home Goods LLC, for Tidemark Marine Underwriters"), ("Certificate No.", CERTIFICATE),
        ("Vessel / voyage", f"{VESSEL} / {VOYAGE}"), ("Bill of lading No.", BILL), ("Container No.", CONTAINER), ("Seal No.", f"{SEAL}, found intact"),
        ("Present", "D. Okafor (assured), R. Imada (warehouse), carrier invited, not present"),
    ), gap=38 * mm)  # fmt: skip
    paper.y -= 8
    for title, words in (
        ("1. Container", ("A hole of about 400 x 200 mm with corroded edges was found in the roof panel, 2.1 m behind the doors. Daylight was visible from inside. "
         "Rust runs and salt marks lead from the hole down the inner side of the left wall. Door gaskets and floor were sound. The light-leak test "
         "showed no other opening.")),
        ("2. Cargo", (f"{WET} of {CARTONS} cartons were wet, stained or collapsed. They stood in the upper tiers below the hole and in the bottom tier beside the left wall. "
         "The other cartons were dry and are sound.")),
        ("3. Cause", ("Silver nitrate tests on cartons, towels and the container floor were positive for chlorides. In our opinion sea water entered "
         "through the roof during the voyage. The packing (five-ply cartons with polyethylene liners) is usual for this trade and was sufficient.")),
    ):  # fmt: skip
        paper.heading(title, size=10.5)
        paper.paragraph(words, size=9.2)
    paper.footer(
        "Survey report PB-26-1174 · without prejudice to the rights of whom it may concern · page 1 of 2"
    )
    paper.next_page()
    paper.heading("4. Extent of loss")
    paper.y -= 4
    paper.table(
        (Column("SKU", 28), Column("Description", 62), Column("Wet ctns", 18, figures=True), Column("Pieces", 18, figures=True),
         Column("Unit price", 22, figures=True), Column("Loss USD", 26, figures=True)),
        [[g.sku, g.description, str(g.wet), f"{g.lost:,}", money(g.cents), money(g.loss)] for g in GOODS],
        size=8.5,
    )  # fmt: skip
    paper.sums((("Cartons damaged", str(WET)), ("Loss USD", money(LOSS))))
    paper.y -= 6
    for title, words in (
        ("5. Salvage", ("The goods are for use on the skin. With sea water, mould and stains they cannot be cleaned at a cost below their value; two dealers declined to bid. "
         "We recommend destruction under supervision. Salvage value: none.")),
        ("6. Weight", f"The {WET} damaged cartons weigh {WET_KG:,.1f} kg gross by the packing list."),
        ("7. Steps taken", "The assured set the wet cartons apart on the day of delivery, claused the delivery receipt and gave written notice to the carrier on 2026-09-18."),
        ("8. Photographs", "Taken by the warehouse on 2026-09-17 and by us on 2026-09-21; handed over to the assured."),
    ):  # fmt: skip
        paper.heading(title, size=10.5)
        paper.paragraph(words, size=9.2)
    paper.signature(paper.left + 8, paper.y - 40, 71)
    paper.text(paper.left, paper.y - 58, "Capt. Ines Varga, marine surveyor", size=9)
    paper.seal(
        paper.left + 84 * mm,
        paper.y - 46,
        "PELICAN BAY MARINE SURVEYORS",
        "SAN PEDRO",
        colour=HexColor("#0F5257"),
    )
    paper.footer(
        "Survey report PB-26-1174 · without prejudice to the rights of whom it may concern · page 2 of 2"
    )
    paper.save()


def _delivery_receipt(folder: Path) -> Path:
    path = folder / "delivery receipt with exceptions.pdf"
    paper = Paper(path, title="Delivery receipt GP-88214", look=Look(colour=HexColor("#3A3A3A"), size=9.5))
    paper.letterhead(HAULIER, "DELIVERY RECEIPT")
    left, half = paper.left, (paper.right - paper.left) / 2
    top = paper.y
    paper.box(left, top, half, 34, "RECEIPT NO.", ["GP-88214"], size=11, strong=True)
    paper.box(left + half, top, half, 34, "DELIVERY DATE", ["2026-09-17   08:05"], size=11, strong=True)
    paper.box(
        left,
        top - 34,
        half,
        58,
        "PICKED UP AT",
        ["Los Angeles, North Vale terminal", "2026-09-17, gate out 06:48", "Chassis GPDZ 40718"],
    )
    paper.box(left + half, top - 34, half, 58, "DELIVERED TO", [STORE.name, *STORE.address])
    paper.box(left, top - 92, half, 34, "CONTAINER NO.", [CONTAINER], size=11, strong=True)
    paper.box(
        left + half, top - 92, half, 34, "SEAL NO.", [f"{SEAL}   intact on arrival"], size=11, strong=True
    )
    paper.box(left, top - 126, half, 34, "BILL OF LADING NO.", [BILL], size=10)
    paper.box(left + half, top - 126, half, 34, "CARTONS", [f"{CARTONS} cartons, home textiles"], size=10)
    paper.box(left, top - 160, 2 * half, 150, "EXCEPTIONS (describe loss or damage before signing)", [])
    paper.handwriting(left + 16, top - 196, (
        "Hole in roof panel, daylight seen from inside.", "Water on floor at doors, left wall wet.",
        f"About 75 cartons WET / stained / collapsed: {WET} counted after unloading.", "Seal OK. Photos taken. Received under protest."), size=14)  # fmt: skip
    paper.box(left, top - 310, half, 80, "DRIVER", ["T. Lindqvist"])
    paper.signature(left + 60, top - 366, 81)
    paper.box(left + half, top - 310, half, 80, "RECEIVED BY", ["R. Imada, Baywind Warehousing"])
    paper.signature(left + half + 60, top - 366, 82)
    paper.text(
        left,
        top - 404,
        "Typed copy of the exceptions: hole in roof panel; water on floor; cartons wet, stained, collapsed; seal intact.",
        size=8,
    )
    paper.footer("Gull Point Drayage Inc. · delivery receipt GP-88214 · white copy: consignee")
    paper.save()
    return path


def _notice(folder: Path, receipt: Path) -> None:
    mail = EmailMessage()
    mail["From"] = "Dana Okafor <claims@harborhome.example>"
    mail["To"] = "North Vale Line Cargo Claims <cargo.claims@northvale.example>"
    mail["Cc"] = "Tidemark Claims <claims@tidemark-marine.example>"
    mail["Subject"] = f"Notice of claim: water damage, B/L {BILL}, container {CONTAINER}"
    mail["Date"] = "Fri, 18 Sep 2026 08:32:00 -0700"
    mail["Message-ID"] = "<20260918-0832.0407@harborhome.example>"
    mail.set_content(NOTICE)
    mail.add_attachment(
        receipt.read_bytes(), maintype="application", subtype="pdf", filename="delivery receipt GP-88214.pdf"
    )
    mail.set_boundary("=_harborhome_20260918_0832")
    (folder / "Notice of claim to North Vale.eml").write_bytes(mail.as_bytes())
