"""Kinds, views and events as a person would write them."""

from datetime import date

from evidencekit.model.vocabulary import Kind, View

BY_SEA, BY_LAND = "Bill of lading ## at sea", "Bill of lading ## by land"
"""One word in English; other languages have two."""
_ODD = {
    Kind.PROFORMA_INVOICE: "Pro-forma invoice",
    Kind.OUT_TURN_REPORT: "Out-turn report",
    Kind.OTHER: "Document",
}
_VIEWS = {
    View.OUTER_BOX: "outer box",
    View.ALL_SIDES: "box, all sides",
    View.LABEL: "label",
    View.RETURN_LABEL: "return label",
    View.GOODS_IN_BOX: "goods in the box",
    View.INNER_PACKING: "inner packing",
    View.GOODS: "goods",
    View.DAMAGE_CLOSE_UP: "damage, close up",
    View.BOX_CERTIFICATE: "box manufacturer's certificate",
    View.SERIAL_NUMBER: "serial number",
    View.CONTAINER: "container",
    View.SEAL: "seal",
    View.VOID_SPACE: "void space",
    View.UNKNOWN: "",
}


def kind_words(kind: Kind) -> str:
    """Return a kind with a capital: `Supplier invoice`."""
    return _ODD.get(kind) or kind.value.replace("_", " ").capitalize()


def view_words(view: View) -> str:
    """Return what a photo shows, in words; empty where it is unknown."""
    return _VIEWS[view]


def day_words(day: date) -> str:
    """Return a date as the letters in English write it: `September 10, 2026`."""
    return f"{day:%B} {day.day}, {day.year}"
