"""Who appears in the samples; every person, company and address is invented."""

from drawn_papers import Look, Party
from reportlab.lib.colors import HexColor

HARBOR = Party(
    "Harbor Home Goods LLC",
    ("1200 Pine Street", "Seattle, WA 98101, USA"),
    ("claims@harborhome.example", "+1 206 555 0142"),
)
BRIGHTWAY = Party(
    "Shenzhen Brightway Kitchenware Co., Ltd.",
    ("88 Keji Road, Nanshan District", "Shenzhen 518057, Guangdong, China"),
    ("sales@brightway-kitchenware.example", "+86 755 5550 0188"),
)
EVERCRAFT = Party(
    "Ningbo Evercraft Houseware Co., Ltd.",
    ("16 Yongjiang Avenue, Jiangbei District", "Ningbo 315020, Zhejiang, China"),
    ("export@evercraft-houseware.example", "+86 574 5550 0116"),
)
SILVERBIRCH = Party(
    "Dongguan Silverbirch Home Textile Co., Ltd.",
    ("7 Songshan Lake Road, Dalang Town", "Dongguan 523770, Guangdong, China"),
    ("shipping@silverbirch-textile.example", "+86 769 5550 0177"),
)
JUNIPER = Party(
    "Juniper Lane Coffee Bar",
    ("2217 Marigold Street", "Denver, CO 80205, USA"),
    ("mara@juniperlane.example",),
)

HARBOR_LOOK = Look(colour=HexColor("#0E4D64"))
BRIGHTWAY_LOOK = Look("Times-Roman", "Times-Bold", HexColor("#8C2F1B"), 10.5)
EVERCRAFT_LOOK = Look(colour=HexColor("#2F5D3A"))
SILVERBIRCH_LOOK = Look("Times-Roman", "Times-Bold", HexColor("#3B3F73"), 10.5)
