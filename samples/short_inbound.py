"""The case `short-inbound`: a shipment to Amazon whose fulfilment centre booked fewer units than it took in."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from drawn_papers import Column, Item, Look, Paper, Party, invoice
from parties import BRIGHTWAY, BRIGHTWAY_LOOK, EVERCRAFT, EVERCRAFT_LOOK, HARBOR
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.units import mm

SHIPMENT, REFERENCE, CENTRE = "FBA15KD7XQ2P", "4X7QKD2P", "ONT8"
CARRIER = Party(
    "Cascade Ridge Freight Lines",
    ("2900 Alderwood Parkway", "Tacoma, WA 98424, USA"),
    ("dispatch@cascaderidge.example",),
)
DEPOT = Party("Harbor Home Goods LLC", ("Unit 4, 870 Tidewater Road", "Kent, WA 98032, USA"))


@dataclass(frozen=True, slots=True)
class Sent:
    """One SKU of the shipment."""

    sku: str
    title: str
    asin: str
    fnsku: str
    expected: int
    located: int
    cartons: int
    gross_kg: float


CONTENTS = (
    Sent("HH-CUT-3", "Bamboo cutting board, set of 3", "B0HHGN1C3T", "X003HH7CUT", 240, 240, 20, 20.0),
    Sent("HH-KTL-08", "Gooseneck kettle 0.8 l, matte black", "B0HHGN2K8L", "X003HH9KTL", 160, 124, 20, 9.7),
    Sent(
        "HH-MUG-350", "Stoneware mug 350 ml, reactive glaze", "B0HHGN3M5G", "X003HH4MUG", 360, 360, 15, 11.0
    ),
    Sent("HH-SCL-02", "Coffee scale with timer", "B0HHGN4S2C", "X003HH2SCL", 200, 176, 10, 9.6),
)
CARTONS = sum(s.cartons for s in CONTENTS)
PALLETS, PALLET_KG = 4, 18.0
GROSS_KG = round(sum(s.cartons * s.gross_kg for s in CONTENTS) + PALLETS * PALLET_KG, 1)
GROSS_LB = round(GROSS_KG / 0.45359237)


def documents(folder: Path) -> None:
    """Write every file of the case; there is no `case.toml`."""
    _invoices(folder)
    _bill_of_lading(folder)
    _contents(folder)
    _ledger(folder)


def _invoices(folder: Path) -> None:
    invoice(
        folder / "Evercraft invoice EC-2026-0417.pdf", title="INVOICE", look=EVERCRAFT_LOOK, issuer=EVERCRAFT, buyer=HARBOR,
        facts=[("Invoice No.", "EC-2026-0417"), ("Invoice date", "2026-04-17"), ("Purchase order", "PO-2026-0291"),
               ("Terms", "FOB Ningbo, T/T"), ("Currency", "USD"), ("Status", "PAID")],
        items=(Item("HH-CUT-3", "Bamboo cutting board, set of 3", 300, 540),
               Item("HH-KTL-08", "Gooseneck kettle 0.8 l, matte black", 200, 1375)),
        notes=("Payment received in full on 2026-04-24 by bank transfer. Balance due: USD 0.00.",),
        paid=("PAID", "2026-04-24"), signed=21,
    )  # fmt: skip
    invoice(
        folder / "Brightway BW-260522-018.pdf", title="INVOICE", look=BRIGHTWAY_LOOK, issuer=BRIGHTWAY, buyer=HARBOR,
        facts=[("Invoice No.", "BW-260522-018"), ("Invoice date", "2026-05-22"), ("Purchase order", "PO-2026-0344"),
               ("Terms", "FOB Shenzhen, T/T"), ("Currency", "USD"), ("Status", "PAID")],
        items=(Item("HH-MUG-350", "Stoneware mug 350 ml, reactive glaze", 480, 780),
               Item("HH-SCL-02", "Coffee scale with timer", 240, 960)),
        notes=("Payment received by bank transfer on 2026-05-29, our reference TT-87540. Balance due: USD 0.00.",),
        paid=("PAID", "2026-05-29"), signed=11,
    )  # fmt: skip
    invoice(
        folder / "Brightway PI-260508-018.pdf", title="PROFORMA INVOICE", look=BRIGHTWAY_LOOK, issuer=BRIGHTWAY, buyer=HARBOR,
        facts=[("Proforma No.", "PI-260508-018"), ("Date", "2026-05-08"), ("Valid until", "2026-05-22"),
               ("Terms", "FOB Shenzhen"), ("Currency", "USD")],
        items=(Item("HH-MUG-350", "Stoneware mug 350 ml, reactive glaze", 480, 795),
               Item("HH-SCL-02", "Coffee scale with timer", 240, 990)),
        notes=(("This proforma invoice is an offer and not a demand for payment. 30 % deposit with the order, 70 % before shipment. "
               "Prices are subject to our confirmation."),),
    )  # fmt: skip


def _bill_of_lading(folder: Path) -> None:
    paper = Paper(folder / "BOL CRF-0826-5531 signed.pdf", title="Bill of lading CRF-0826-5531",
                  look=Look(colour=HexColor("#24425C"), size=9), pagesize=LETTER)  # fmt: skip
    left, width = paper.left, paper.right - paper.left
    paper.text(left, paper.y, CARRIER.name, size=15, bold=True, colour=paper.look.colour)
    paper.text(left, paper.y - 12, " · ".join((*CARRIER.address, *CARRIER.contact)), size=7.5)
    paper.text(paper.right, paper.y, "STRAIGHT BILL OF LADING", size=13, bold=True, align="right")
    paper.text(paper.right, paper.y - 12, "SHORT FORM · ORIGINAL · NOT NEGOTIABLE", size=7.5, align="right")
    top, half, third = paper.y - 22, width / 2, width / 3
    paper.box(left, top, third, 30, "BILL OF LADING NO.", ["CRF-0826-5531"], size=11, strong=True)
    paper.box(left + third, top, third, 30, "PRO NO.", ["418-772093"], size=11, strong=True)
    paper.box(left + 2 * third, top, third, 30, "SHIP DATE", ["2026-08-26"], size=11, strong=True)
    paper.box(
        left,
        top - 30,
        half,
        62,
        "SHIP FROM",
        [DEPOT.name, *DEPOT.address, "Contact: L. Brandt, +1 206 555 0142"],
    )
    paper.box(left + half, top - 30, half, 62, "SHIP TO",
              ["Amazon.com Services LLC", f"Fulfillment center {CENTRE}", "Moreno Valley, CA, USA", "Dock: FBA receiving"])  # fmt: skip
    paper.box(left, top - 92, half, 42, "REFERENCES",
              [f"FBA shipment ID: {SHIPMENT}", f"Amazon reference ID: {REFERENCE}"], strong=True)  # fmt: skip
    paper.box(left + half, top - 92, half, 42, "FREIGHT CHARGES / APPOINTMENT",
              ["Prepaid, third party: no", "Delivery appointment ID: 2026-7784-1093"])  # fmt: skip
    paper.y = top - 152
    paper.table(
        (Column("Cartons", 20, figures=True), Column("Kind of package, description of articles, SKU", 94),
         Column("Units", 20, figures=True), Column("Gross kg", 26, figures=True), Column("Class", 19, figures=True)),
        [*([str(s.cartons), f"Cartons, {s.title} ({s.sku})", str(s.expected), f"{s.cartons * s.gross_kg:,.1f}", "85"] for s in CONTENTS),
         ["", f"{PALLETS} wooden pallets, stretch wrapped", "", f"{PALLETS * PALLET_KG:,.1f}", ""]],
    )  # fmt: skip
    top = paper.y
    paper.box(left, top, third, 34, "TOTAL CARTONS", [f"{CARTONS} cartons"], size=12, strong=True)
    paper.box(left + third, top, third, 34, "HANDLING UNITS", [f"{PALLETS} pallets"], size=12, strong=True)
    paper.box(
        left + 2 * third,
        top,
        third,
        34,
        "TOTAL GROSS WEIGHT",
        [f"{GROSS_KG:,.1f} kg  ({GROSS_LB:,} lb)"],
        size=12,
        strong=True,
    )
    paper.y = top - 50
    paper.paragraph(
        "Received, subject to the carrier's published classifications and tariffs in effect on the date of issue of this bill of "
        "lading, the property described above, in apparent good order, except as noted, marked, consigned and destined as "
        "indicated. Shipper's load and count: NO. Driver's count: cartons, shrink wrap intact.", size=7.5)  # fmt: skip
    top = paper.y
    paper.box(
        left,
        top,
        half,
        84,
        "SHIPPER",
        ["This is to certify that the above goods are properly", "described, packed and labelled."],
        size=7.5,
    )
    paper.signature(left + 12, top - 62, 31)
    paper.text(left + 6, top - 78, "L. Brandt, Harbor Home Goods LLC, 2026-08-26", size=8)
    paper.box(left + half, top, half, 84, "CARRIER", [f"Carrier acknowledges receipt of {CARTONS} cartons on", f"{PALLETS} pallets. Trailer 53-2208, seal 7719204."],
              size=7.5)  # fmt: skip
    paper.signature(left + half + 12, top - 62, 32)
    paper.text(left + half + 6, top - 78, "R. Tamayo, driver, 2026-08-26 15:40", size=8)
    top -= 84
    paper.box(left, top, width, 128, "DELIVERY: RECEIVED BY CONSIGNEE", [])
    paper.text(left + 6, top - 26, f"Delivered to: {CENTRE}", size=9)
    paper.text(left + 6, top - 41, "Delivery date: 2026-09-02", size=9, bold=True)
    paper.text(left + 6, top - 56, "Time in 09:10   Time out 10:25", size=9)
    paper.text(
        left + 6, top - 71, f"Cartons received: {CARTONS}    Pallets received: {PALLETS}", size=9, bold=True
    )
    paper.text(left + 6, top - 86, "Seal 7719204 intact: yes    Exceptions: none", size=9)
    paper.signature(left + 10, top - 112, 33, width=30 * mm)
    paper.text(left + 116, top - 112, "Receiving clerk, signature", size=7)
    paper.stamp(left + width - 106, top - 62,
                ("RECEIVED", f"AMAZON {CENTRE}  DOCK 114", "SEP 02 2026   10:18", f"{CARTONS} CTN / {PALLETS} PLT"),
                colour=HexColor("#1E5AA8"), turn=-5, size=20)  # fmt: skip
    paper.footer("CRF form 12, rev. 2024. White: consignee. Yellow: carrier. Pink: shipper. PRO 418-772093")
    paper.save()


def _contents(folder: Path) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        (
            "Shipment ID",
            "Merchant SKU",
            "Title",
            "ASIN",
            "FNSKU",
            "Condition",
            "Units expected",
            "Units located",
            "Discrepancy",
        )
    )
    writer.writerows(
        (SHIPMENT, s.sku, s.title, s.asin, s.fnsku, "New", s.expected, s.located, s.located - s.expected)
        for s in CONTENTS
    )
    (folder / f"{SHIPMENT} contents.csv").write_text(out.getvalue(), encoding="utf-8", newline="\n")


LEDGER_HEADING = ("Date", "FNSKU", "ASIN", "MSKU", "Title", "Event Type", "Reference ID", "Quantity", "Fulfillment Center",
                  "Disposition", "Reason", "Country", "Reconciled Quantity", "Unreconciled Quantity")  # fmt: skip


def _ledger(folder: Path) -> None:
    received = {
        "HH-CUT-3": (("2026-09-03", 144), ("2026-09-04", 96)),
        "HH-KTL-08": (("2026-09-03", 80), ("2026-09-05", 44)),
        "HH-MUG-350": (("2026-09-03", 192), ("2026-09-04", 168)),
        "HH-SCL-02": (("2026-09-04", 120), ("2026-09-05", 56)),
    }
    rows = [
        (
            day,
            s.fnsku,
            s.asin,
            s.sku,
            s.title,
            "Receipts",
            SHIPMENT,
            quantity,
            CENTRE,
            "SELLABLE",
            "",
            "US",
            quantity,
            0,
        )
        for s in CONTENTS
        for day, quantity in received[s.sku]
    ]
    sold = (
        ("2026-09-09", 1, 3),
        ("2026-09-11", 0, 2),
        ("2026-09-14", 2, 6),
        ("2026-09-18", 3, 1),
        ("2026-09-25", 1, 4),
    )
    rows += [
        (day, CONTENTS[n].fnsku, CONTENTS[n].asin, CONTENTS[n].sku, CONTENTS[n].title, "Shipments", "", -quantity, CENTRE, "SELLABLE", "",
         "US", 0, 0)
        for day, n, quantity in sold
    ]  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(LEDGER_HEADING)
    writer.writerows(sorted(rows, key=lambda r: (r[0], r[1])))
    (folder / "inventory ledger detail.tsv").write_text(out.getvalue(), encoding="utf-8", newline="\n")
