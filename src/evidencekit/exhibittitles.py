"""The titles of exhibits: kind, number and day, in the language of a bundle."""

from datetime import date, datetime
from pathlib import PurePosixPath

from evidencekit.language import ENGLISH, Language
from evidencekit.model.evidence import Reading
from evidencekit.model.vocabulary import Kind, View
from evidencekit.model.words import BY_LAND, BY_SEA, day_words, kind_words, view_words

_OF_SHIPS = ("vessel", "voyage", "container_number", "port_of_loading")
_NUMBERED = {
    Kind.BILL_OF_LADING: "bol_number",
    Kind.AIR_WAYBILL: "awb_number",
    Kind.INSURANCE_CERTIFICATE: "policy_number",
    Kind.SHIPPING_LABEL: "tracking_number",
    Kind.RETURN_LABEL: "tracking_number",
    Kind.TRACKING_HISTORY: "tracking_number",
}
"""Which number tells one document of a kind from another; of every other kind it is the invoice number."""


def title_of(reading: Reading, kind: Kind, view: View | None, language: Language = ENGLISH) -> str:
    """Return the title that a file gets where nobody gave it one: `Supplier invoice NT-4471, July 2, 2026`."""

    def told(name: str) -> object | None:
        return next((f.value for f in reading.facts if f.name == name), None)

    def dated(title: str, moment: object | None) -> str:
        if not isinstance(moment, date):
            return title
        day = moment.date() if isinstance(moment, datetime) else moment
        written = day_words(day) if language.english else language.day(day)
        return language.say("{title}, {day}", title=title, day=written)

    def about(title: str, more: object) -> str:
        return language.say("{title}: {more}", title=language.say(title), more=more)

    if kind is Kind.PHOTO:
        shows = language.say(view_words(view)) if view else ""
        taken = told("captured_at")
        name = PurePosixPath(reading.source.path).stem
        title = about("Photo", shows) if shows else f"{language.say('Photo')} {name}"
        return dated(title, taken if isinstance(taken, datetime) else None)
    if kind in {Kind.CORRESPONDENCE, Kind.NOTICE_OF_CLAIM} and told("subject"):
        sent, subject = told("sent_at"), str(told("subject"))
        sort = "E-mail" if kind is Kind.CORRESPONDENCE else "Notice"
        called = tuple(language.say(w).casefold() for w in ("Notice", "Notice of claim"))
        title = subject if subject.casefold().startswith(called) else about(sort, subject)
        return dated(title, sent if isinstance(sent, datetime) else None)
    if kind is Kind.OTHER:
        return reading.source.path.rpartition("/")[2]
    number = told(_NUMBERED.get(kind, "invoice_number"))
    words = kind_words(kind)
    if kind is Kind.BILL_OF_LADING:
        words = BY_SEA if any(told(name) for name in _OF_SHIPS) else BY_LAND
    title = language.say(words) + (f" {number}" if number else "")
    return dated(title, told("invoice_date") if "invoice" in kind.value else None)
