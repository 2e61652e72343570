"""Histories in tables: a column for the day, one for what happened, perhaps one for the place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidencekit.extractors.tracking.moments import clock_in, day_in, moment, order_in
from evidencekit.extractors.tracking.stages import stage_of
from evidencekit.model.evidence import Scan, Table

_MOST_ROWS, _HEADING_ROWS = 2_000, 15
_HEADINGS = {
    "at": "date;scan date;event date;date/time;date time;datetime;timestamp;event time;event timestamp;local date;date and time;checkpoint time;occurred at;when;datum;datum/uhrzeit;datum uhrzeit;zeitpunkt;date heure;date et heure;fecha;fecha y hora;data;时间;日期;扫描时间;轨迹时间;操作时间;发生时间;日時",
    "time": "time;local time;scan time;hour;uhrzeit;zeit;heure;hora;ora;tijd;时刻",
    "location": "location;place;city;facility;scan location;event location;location name;where;site;depot;country;ort;standort;lieu;localisation;ubicación;ubicacion;lugar;luogo;plaats;地点;位置;网点;所在地;扫描网点",
    "status": "status;event;activity;scan;description of event;event description;status description;scan type;event type;details;description;message;milestone;checkpoint;travel history;ereignis;sendungsstatus;status der sendung;statut;événement;evenement;étape;etape;estado;evento;stato;gebeurtenis;状态;轨迹;物流信息;事件;描述;轨迹描述;跟踪信息;処理状況",
    "number": "tracking number;tracking no;tracking;tracking id;waybill;waybill number;awb;shipment number;parcel number;consignment number;package id;container;container number;sendungsnummer;n° de suivi;numéro de suivi;número de seguimiento;运单号;快递单号;物流单号;单号",
}
_BY_HEADING = {h: field for field, names in _HEADINGS.items() for h in names.split(";")}


@dataclass(frozen=True, slots=True)
class History:
    """The scans of one parcel, in the order of the paper."""

    scans: tuple[Scan, ...]
    number: str = ""


def histories_in(table: Table) -> Iterator[History]:
    """Give the histories of a table, one for each tracking number; none where its rows do not talk like scans."""
    place = _heading(table)
    if place is None:
        return
    row, columns = place
    body = [_row(columns, cells) for cells in table.rows[row + 1 : row + 1 + _MOST_ROWS]]
    order = order_in([f"{cells.get('at', '')} {cells.get('location', '')}" for cells in body[:200]])
    by_number: dict[str, list[Scan]] = {}
    for cells in body:
        scan = _scan(cells, order)
        if scan is not None:
            by_number.setdefault(cells.get("number", ""), []).append(scan)
    every = [s for scans in by_number.values() for s in scans]
    if every and 2 * sum(stage_of(s.status) is not None for s in every) >= len(every):
        yield from (History(tuple(scans), number) for number, scans in by_number.items())


def _heading(table: Table) -> tuple[int, dict[str, int]] | None:
    for number, cells in enumerate(table.rows[:_HEADING_ROWS]):
        columns: dict[str, int] = {}
        for place, cell in enumerate(cells):
            field = _BY_HEADING.get(re.sub(r"[\s_-]+", " ", cell).strip().strip(":").casefold())
            if field is not None:
                columns.setdefault(field, place)
        if "status" in columns and ("at" in columns or "time" in columns):
            if "at" not in columns:
                columns["at"] = columns.pop("time")
            return number, columns
    return None


def _row(columns: dict[str, int], cells: tuple[str, ...]) -> dict[str, str]:
    return {f: cells[n].strip() for f, n in columns.items() if n < len(cells) and cells[n].strip()}


def _scan(cells: dict[str, str], order: str | None) -> Scan | None:
    day = day_in(cells.get("at", ""), order)
    if day is None or "status" not in cells:
        return None
    clock = clock_in(cells.get("time", "")) or clock_in(cells["at"][8:])
    return Scan(moment(day, clock), cells["status"][:400], cells.get("location"))
