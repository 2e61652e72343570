"""How the paper is called under which a consignment travelled: by its mode, the law of the carriage and where it went."""

from evidencekit.language import Language
from evidencekit.letterdue import Standing
from evidencekit.model.vocabulary import Event, Mode
from evidencekit.model.words import BY_LAND, BY_SEA

NOTE = "Consignment note"
OF_ROAD = "CMR consignment note"
OF_RAIL = {
    ("cim",): "CIM consignment note",
    ("smgs",): "SMGS consignment note",
    ("cim", "smgs"): "CIM/SMGS consignment note",
}
PAPERS = (BY_SEA, BY_LAND, NOTE, OF_ROAD, *OF_RAIL.values())
_OF_LADING = frozenset({"US", "CA", "MX"})
"""Where trucks carry under bills of lading."""


def paper(at: Standing) -> str:
    """Return what the number of a bill of lading or consignment note is the number of, in English."""
    known, law = at.particulars, at.assessment.law
    lands = {known.text(name) for name in ("from_country", "to_country")}
    match known.mode:
        case Mode.SEA:
            return BY_SEA
        case Mode.RAIL:
            return OF_RAIL.get(tuple(each for each in ("cim", "smgs") if each in law), NOTE)
        case Mode.ROAD if "cmr" in law:
            return OF_ROAD
        case Mode.ROAD if None not in lands and not lands & _OF_LADING:
            return NOTE
        case None if known.text("vessel"):
            return BY_SEA
        case _:
            return BY_LAND


def paper_of(event: Event, at: Standing, language: Language) -> str:
    """Name the paper whose day this event is, as it stands in a sentence; empty where it is no paper's."""
    if event is Event.AWB_ISSUE_DATE:
        return in_sentence(language.say("Air waybill"), language)
    return in_sentence(language.say(paper(at)), language) if event is Event.BOL_DATE else ""


def in_sentence(title: str, language: Language) -> str:
    """Write a title inside a sentence: in English with a small letter, unless it begins with an abbreviation."""
    return title[0].lower() + title[1:] if language.english and not title[:2].isupper() else title
