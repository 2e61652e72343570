"""Histories in JSON, as the interfaces of carriers and of their middlemen answer."""

import json
import re
from collections.abc import Iterator
from typing import Any

from evidencekit.extractors.tracking.moments import clock_in, day_in, moment, order_in
from evidencekit.extractors.tracking.stages import stage_of
from evidencekit.model.evidence import Scan

_MOST_NODES, _DEEPEST, _MOST_SCANS = 200_000, 60, 2_000
# Names as carriers spell them, without case and signs: UPS, FedEx, USPS, DHL, 17track, AfterShip, EasyPost, Shippo,
# ShipEngine, SF, Cainiao, Kuaidi100, 4PX, YunExpress.
_AT = (
    "timestamp", "eventtimestamp", "checkpointtime", "occurredat", "carrieroccurredat", "statusdate", "datetime", "scandatetime",
    "timeiso", "eventdatetime", "accepttime", "occurdatetime", "processdate", "ftime", "timestr", "actiontime", "date", "eventdate", "scandate",
    "time", "eventtime", "timeutc", "createdat",
)  # fmt: skip
_CLOCKS = ("time", "eventtime", "scantime", "gmttime")
_STATUS = (
    "description", "eventdescription", "statusdescription", "message", "statusdetails", "activity", "activityscan", "remark", "context",
    "trackingcontent", "processcontent", "content", "desc", "standarddesc", "standerddesc", "event", "eventtype", "statuscode", "status",
    "detail", "details", "stage", "tag",
)  # fmt: skip
_PLACE = (
    "location", "trackinglocation", "scanlocation", "eventlocation", "address", "place", "acceptaddress", "occurlocation", "processlocation",
    "areaname", "areacenter", "facility", "eventcity", "citylocality", "city",
)  # fmt: skip
_PARTS_OF_PLACE = (
    "city", "citylocality", "addresslocality", "eventcity", "locality", "name", "stateorprovincecode", "stateprovince", "state",
    "eventstate", "stateprovincecode", "countrycode", "country", "eventcountry",
)  # fmt: skip
_RECEIVED = (
    "receivedbyname",
    "signedby",
    "signedforbyname",
    "signatoryname",
    "recipientname",
    "signedforby",
    "receivedby",
)
_PLANNED = ("estdeliverydate", "estimateddelivery", "estimateddeliverydate", "expecteddelivery", "expecteddeliverydate", "scheduleddeliverydate", "eta", "promiseddeliverydate")  # fmt: skip


def scans_in_json(text: str) -> tuple[tuple[Scan, ...], dict[str, str]]:
    """Return the scans of the longest list of events in a JSON text, and what it says besides: `received_by`, `scheduled_delivery_date`.

    What is no JSON, or is nested too deep, holds nothing.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return (), {}
    best: tuple[Scan, ...] = ()
    besides: dict[str, str] = {}
    for node in _nodes(data):
        if isinstance(node, list):
            scans = _events(node)
            best = scans if len(scans) > len(best) else best
        else:
            for names, fact in ((_RECEIVED, "received_by"), (_PLANNED, "scheduled_delivery_date")):
                told = next(
                    (v for k, v in node.items() if _plain(k) in names and isinstance(v, str) and v.strip()),
                    None,
                )
                if told is not None:
                    besides.setdefault(fact, " ".join(told.split())[:60])
    known = sum(stage_of(s.status) is not None for s in best)
    return (best, besides) if best and 2 * known >= len(best) else ((), {})


def _nodes(data: Any) -> Iterator[Any]:
    """Walk the lists and objects, from the outside in, up to a number and a depth."""
    waiting: list[tuple[Any, int]] = [(data, 0)]
    seen = 0
    while waiting and seen < _MOST_NODES:
        node, depth = waiting.pop()
        seen += 1
        if isinstance(node, (dict, list)):
            yield node
            if depth < _DEEPEST:
                inner = node.values() if isinstance(node, dict) else node
                waiting += [(each, depth + 1) for each in inner if isinstance(each, (dict, list))][
                    :_MOST_SCANS
                ]


def _plain(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key.casefold()[:60])


def _events(items: list[Any]) -> tuple[Scan, ...]:
    rows = [{_plain(k): v for k, v in item.items()} for item in items[:_MOST_SCANS] if isinstance(item, dict)]
    stamps = [str(_first(row, _AT) or "") for row in rows]
    order = order_in([_dated(s) for s in stamps[:200]])
    scans = []
    for row, stamp in zip(rows, stamps, strict=True):
        day = day_in(_dated(stamp), order)
        status = _words(_first(row, _STATUS))
        if day is None or not status:
            continue
        clock = clock_in(stamp[8:]) or _clock(_first(row, _CLOCKS))
        scans.append(Scan(moment(day, clock), status[:400], _where(row)))
    return tuple(scans)


def _dated(stamp: str) -> str:
    """Write the day of `20260910` and `20260910140200` as ISO does."""
    compact = re.match(r"(20\d\d)(\d\d)(\d\d)(?:\d{6})?$", stamp)
    return f"{compact[1]}-{compact[2]}-{compact[3]}" if compact else stamp


def _clock(value: Any) -> tuple[int, int] | None:
    text = str(value or "")
    if re.fullmatch(r"\d{6}", text):
        return clock_in(f"{text[:2]}:{text[2:4]}")
    return clock_in(text)


def _first(row: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((row[n] for n in names if row.get(n) not in (None, "", [], {})), None)


def _words(value: Any) -> str:
    """Return the words of a status: a text, or the description inside an object."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        inner = {_plain(str(k)): v for k, v in value.items()}
        told = _first(inner, _STATUS)
        return _words(told) if isinstance(told, str) else ""
    return ""


def _where(row: dict[str, Any]) -> str | None:
    value = _first(row, _PLACE)
    if isinstance(value, str) and not isinstance(row.get("eventcity"), str):
        return " ".join(value.split())[:120] or None
    for _ in range(3):
        if not isinstance(value, dict):
            break
        inner = {_plain(str(k)): v for k, v in value.items()}
        parts = [str(inner[n]) for n in _PARTS_OF_PLACE if isinstance(inner.get(n), str) and inner[n]]
        if parts:
            return ", ".join(dict.fromkeys(parts))[:120]
        value = next((v for v in value.values() if isinstance(v, dict)), None)
    flat = [str(row[n]) for n in _PARTS_OF_PLACE if isinstance(row.get(n), str) and row[n]]
    return ", ".join(dict.fromkeys(flat))[:120] or None
