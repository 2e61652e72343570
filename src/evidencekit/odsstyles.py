"""An open ODS and its styles: what a style says with all that it is based on, and new ones that differ from old ones in a little."""

import io
import zipfile
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
TABLE, STYLE, TEXT, OFFICE = (_NS % each for each in ("table", "style", "text", "office"))
FO = _NS % "xsl-fo-compatible"
_UNITS = {"in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pt": 1.0, "pc": 12.0, "px": 0.75}
_LONGEST = 100_000.0
"""Points: no page or column comes near."""
_A4 = (595.3, 841.9)
_COLLAPSED = ("collapse", "filter")
_FITTING = ("scale-to-X", "scale-to-Y", "scale-to-pages")


CONTENT, STYLES = "content.xml", "styles.xml"
_MAX_UNPACKED = 300_000_000


@dataclass(frozen=True, slots=True)
class Ods:
    """An ODS that is open: its parts, and two of them as XML."""

    parts: dict[str, bytes]
    content: Any
    common: Any
    """The styles that a person sees in the program; None where there are none."""


def opened(ods: bytes) -> Ods | None:
    """Open an ODS; None where it is none, is locked, damaged, or too large."""
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(ods)) as package:
            if sum(entry.file_size for entry in package.infolist()) > _MAX_UNPACKED:
                return None
            parts = {entry.filename: package.read(entry) for entry in package.infolist()}
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        content: Any = etree.fromstring(parts[CONTENT], parser)
        common: Any = etree.fromstring(parts[STYLES], parser) if STYLES in parts else None
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, RuntimeError, etree.XMLSyntaxError):
        return None
    return Ods(parts, content, common)


def hidden(element: Any) -> bool:
    """Say whether a row or column is hidden."""
    return element.get(TABLE + "visibility") in _COLLAPSED


def count(element: Any, name: str) -> int:
    """Return how often an element stands for itself, or how far it reaches, by the attribute that says it."""
    said = element.get(TABLE + name, "1")
    return max(1, int(said)) if said.isascii() and said.isdigit() and len(said) < 8 else 1


class OdsStyles:
    """The styles of a document by family and name, and those that are made anew."""

    def __init__(self, content: Any, common: Any) -> None:
        self._automatic = content.find(OFFICE + "automatic-styles")
        self._made: dict[tuple[str, ...], str] = {}
        self._known: dict[tuple[str, str, str, str], str] = {}
        self._found: dict[tuple[str, str], Any] = {}
        self._defaults: dict[str, Any] = {}
        self._own: set[tuple[str, str]] = set()
        self._masters: dict[str, Any] = {}
        self._layouts: dict[str, Any] = {}
        for root in (common, content):
            if root is None:
                continue
            self._masters |= {m.get(STYLE + "name", ""): m for m in root.iter(STYLE + "master-page")}
            self._layouts |= {m.get(STYLE + "name", ""): m for m in root.iter(STYLE + "page-layout")}
            for each in root.iter(STYLE + "style"):
                key = each.get(STYLE + "family", ""), each.get(STYLE + "name", "")
                self._found[key] = each
                if root is content:
                    self._own.add(key)
            for each in root.iter(STYLE + "default-style"):
                self._defaults[each.get(STYLE + "family", "")] = each

    def value(self, family: str, name: str, properties: str, attribute: str) -> str:
        """Return what a style, those it is based on, or the default say; empty where none does."""
        key = family, name, properties, attribute
        if key not in self._known:
            self._known[key] = self._value(*key)
        return self._known[key]

    def _value(self, family: str, name: str, properties: str, attribute: str) -> str:
        at, seen = name, set[str]()
        while at not in seen and (style := self._found.get((family, at))) is not None:
            seen.add(at)
            if said := _said(style, properties, attribute):
                return said
            at = style.get(STYLE + "parent-style-name", "")
        default = self._defaults.get(family)
        return "" if default is None else _said(default, properties, attribute)

    def like(self, family: str, name: str, properties: str, changes: Mapping[str, str]) -> str:
        """Return the name of a style that is as another one but for this."""
        key = (family, name, *(f"{k}={v}" for k, v in sorted(changes.items())))
        if key in self._made:
            return self._made[key]
        from lxml import etree

        old = self._found.get((family, name))
        if old is not None and (family, name) in self._own:
            new = deepcopy(old)
        else:
            new = etree.Element(STYLE + "style")
            if old is not None:
                new.set(STYLE + "parent-style-name", name)
        self._made[key] = made = f"fitted{len(self._made)}"
        new.set(STYLE + "name", made)
        new.set(STYLE + "family", family)
        inner = new.find(STYLE + properties)
        if inner is None:
            inner = etree.Element(STYLE + properties)
            new.insert(0, inner)
        for attribute, value in changes.items():
            inner.set(attribute, value)
        self._automatic.append(new)
        self._found[family, made] = new
        self._own.add((family, made))
        return made

    def room(self, table: str) -> float:
        """Return how wide the page of a sheet, by its style, is between its margins; 0 where that cannot be said or the sheet is fitted to it."""
        layout = self._layout(self._master(table))
        inner = None if layout is None else layout.find(STYLE + "page-layout-properties")
        if inner is None or any(inner.get(STYLE + each) for each in _FITTING):
            return 0.0
        landscape = inner.get(STYLE + "print-orientation") == "landscape"
        wide = points(inner.get(FO + "page-width", "")) or _A4[landscape]
        both = points(inner.get(FO + "margin", ""))
        return wide - sum(points(inner.get(f"{FO}margin-{side}", "")) or both for side in ("left", "right"))

    def one_page_wide(self, table: str) -> str:
        """Return the name of a sheet's style that is as another one, but printed one page wide and as many long as it takes."""
        name = f"fitted-{table}"
        if ("table", name) in self._found:
            return name
        master = self._master(table)
        layout = self._layout(master)
        new_master, new_layout, new = (
            deepcopy(master),
            deepcopy(layout),
            deepcopy(self._found["table", table]),
        )
        for each in (new_master, new_layout, new):
            each.set(STYLE + "name", name)
            each.attrib.pop(STYLE + "display-name", None)
        new_master.set(STYLE + "page-layout-name", name)
        new.set(STYLE + "master-page-name", name)
        inner = new_layout.find(STYLE + "page-layout-properties")
        inner.attrib.pop(STYLE + "scale-to", None)
        inner.set(STYLE + "scale-to-X", "1")
        inner.set(STYLE + "scale-to-Y", "0")
        for old, made in ((master, new_master), (layout, new_layout)):
            old.addnext(made)
        self._automatic.append(new)
        self._found["table", name] = new
        return name

    def _master(self, table: str) -> Any:
        style = self._found.get(("table", table))
        name = "" if style is None else style.get(STYLE + "master-page-name", "")
        return self._masters.get(name)

    def _layout(self, master: Any) -> Any:
        return None if master is None else self._layouts.get(master.get(STYLE + "page-layout-name", ""))


def _said(style: Any, properties: str, attribute: str) -> str:
    inner = style.find(STYLE + properties)
    return "" if inner is None else (inner.get(attribute) or "")


def points(length: str) -> float:
    """Return a length such as `0.83in` in points; 0 where it is none, or none that can be."""
    try:
        found = float(length[:-2]) * _UNITS.get(length[-2:], 0.0)
    except ValueError:
        return 0.0
    return found if 0 <= found < _LONGEST else 0.0
