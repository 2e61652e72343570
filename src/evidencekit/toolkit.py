"""The plug-ins at hand: the built-in ones, and those that installed packages bring."""

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from threading import Thread
from typing import Any

from evidencekit.errors import PluginError
from evidencekit.paper.fonts import register
from evidencekit.ports import (
    Converter,
    DeliveryForm,
    Extractor,
    Identifier,
    LetterEngine,
    Plugin,
    Recognizer,
)


@dataclass(frozen=True, slots=True)
class Toolkit:
    """Plug-ins in the order in which they are asked; installed ones come before built-in ones."""

    identifiers: tuple[Identifier, ...]
    recognizers: tuple[Recognizer, ...]
    added_extractors: tuple[Extractor, ...]
    converters: tuple[Converter, ...]
    engines: tuple[LetterEngine, ...]
    deliveries: tuple[DeliveryForm, ...]

    def every(self) -> tuple[tuple[str, Plugin], ...]:
        """Return all of them with the group of each, for `doctor`."""
        groups: dict[str, tuple[Plugin, ...]] = {
            "identifiers": self.identifiers,
            "recognizers": self.recognizers,
            "extractors": self.extractors(),
            "converters": self.converters,
            "engines": self.engines,
            "deliveries": self.deliveries,
        }
        return tuple((group, plugin) for group, plugins in groups.items() for plugin in plugins)

    def extractors(self) -> tuple[Extractor, ...]:
        """Return the readers: the built-in ones, loaded where something has to be read at all, then the added ones.

        An added extractor sees what the built-in ones read, so it comes last.
        """
        return (*_built_in_readers(self.recognizers), *self.added_extractors)


@cache
def installed_toolkit() -> Toolkit:
    """Return the built-in plug-ins and those of the entry points `evidencekit.<group>`.

    Raises `PluginError` where an installed one cannot be loaded.
    """
    from evidencekit import converters, deliveries, engines
    from evidencekit import recognizers as built_in

    recognizers = (*_installed("recognizers"), *built_in.BUILTIN)
    return Toolkit(
        identifiers=_installed("identifiers"),
        recognizers=recognizers,
        added_extractors=_installed("extractors"),
        converters=(*_installed("converters"), *converters.BUILTIN),
        engines=(*_installed("engines"), *engines.BUILTIN),
        deliveries=(*_installed("deliveries"), *deliveries.BUILTIN),
    )


@cache
def _built_in_readers(recognizers: tuple[Recognizer, ...]) -> tuple[Extractor, ...]:
    """Return the built-in extractors; the reader of pictures asks the installed recognizers as well."""
    from evidencekit.extractors import BUILTIN
    from evidencekit.extractors.ocr import OcrReader

    return tuple(replace(e, recognizers=recognizers) if isinstance(e, OcrReader) else e for e in BUILTIN)


def import_ahead() -> None:
    """Load what letters and bundles will need in a thread of its own, while codecs work on pictures without the interpreter."""
    Thread(target=_import_all, name="imports", daemon=True).start()


def _import_all() -> None:
    for name in ("docxtpl", "office2pdf", "babel.dates", "reportlab.pdfgen.canvas", "pikepdf"):
        with suppress(Exception):  # whoever needs it will say that it is missing
            import_module(name)
    register()


def _installed(group: str) -> tuple[Any, ...]:
    """Load the plug-ins of one group, in the order of their names; a class or a function is called to get the plug-in."""
    found = []
    for entry in sorted(entry_points(group=f"evidencekit.{group}"), key=lambda e: e.name):
        try:
            loaded = entry.load()
            found.append(loaded() if callable(loaded) else loaded)
        except Exception as reason:
            raise PluginError(
                f"The plug-in {entry.name} ({entry.value}) cannot be loaded: {reason}."
            ) from reason
    return tuple(found)
