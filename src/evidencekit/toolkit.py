"""The plug-ins at hand: the built-in ones, and those that installed packages bring."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
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
    """Plug-ins in the order in which they are asked; installed ones come before built-in ones, unless it says otherwise.

    Installed ones are loaded at once, so that one that cannot be is told before any work; built-in ones when they are asked for.
    """

    identifiers: tuple[Identifier, ...]
    recognizers: tuple[Recognizer, ...]
    added_extractors: tuple[Extractor, ...]
    added_converters: tuple[Converter, ...]
    added_engines: tuple[LetterEngine, ...]
    added_deliveries: tuple[DeliveryForm, ...]

    def every(self) -> tuple[tuple[str, Plugin], ...]:
        """Return all of them with the group of each, for `doctor`."""
        groups: dict[str, tuple[Plugin, ...]] = {
            "identifiers": self.identifiers,
            "recognizers": self.recognizers,
            "extractors": self.extractors(),
            "converters": self.converters(),
            "engines": self.engines(),
            "deliveries": self.deliveries(),
        }
        return tuple((group, plugin) for group, plugins in groups.items() for plugin in plugins)

    def extractors(self) -> tuple[Extractor, ...]:
        """Return the readers: the built-in ones first, since an added one sees what they read."""
        return (*_built_in_readers(self.recognizers), *self.added_extractors)

    def converters(self) -> tuple[Converter, ...]:
        """Return what makes pages of files."""
        from evidencekit.converters import BUILTIN

        return (*self.added_converters, *BUILTIN)

    def engines(self) -> tuple[LetterEngine, ...]:
        """Return what lays out letters."""
        from evidencekit.engines import BUILTIN

        return (*self.added_engines, *BUILTIN)

    def deliveries(self) -> tuple[DeliveryForm, ...]:
        """Return what cuts a bundle to form."""
        from evidencekit.deliveries import BUILTIN

        return (*self.added_deliveries, *BUILTIN)


@cache
def installed_toolkit() -> Toolkit:
    """Return the built-in plug-ins and those of the entry points `evidencekit.<group>`.

    Raises `PluginError` where an installed one cannot be loaded.
    """
    from evidencekit.recognizers import BUILTIN

    # Asked for once: for each question, the metadata of every installed package is read.
    installed = entry_points()

    def added(group: str) -> tuple[Any, ...]:
        return _loaded(installed.select(group=f"evidencekit.{group}"))

    return Toolkit(
        identifiers=added("identifiers"),
        recognizers=(*added("recognizers"), *BUILTIN),
        added_extractors=added("extractors"),
        added_converters=added("converters"),
        added_engines=added("engines"),
        added_deliveries=added("deliveries"),
    )


@cache
def _built_in_readers(recognizers: tuple[Recognizer, ...]) -> tuple[Extractor, ...]:
    """Return the built-in extractors; the reader of pictures asks the installed recognizers as well."""
    from evidencekit.extractors import BUILTIN
    from evidencekit.extractors.ocr import OcrReader

    return tuple(replace(e, recognizers=recognizers) if isinstance(e, OcrReader) else e for e in BUILTIN)


_FOR_BUNDLES = (
    "evidencekit.bundling",
    "evidencekit.converters",
    "evidencekit.engines",
    "evidencekit.deliveries",
    "docxtpl",
    "office2pdf",
    "babel.dates",
    "reportlab.pdfgen.canvas",
    "pikepdf",
)


def import_ahead(*then: Callable[[], object]) -> None:
    """Load what letters and bundles will need in a thread of its own, while codecs work on pictures without the interpreter.

    `then` comes after that: whatever later steps would wait for, and keep.
    """
    Thread(target=_import_all, args=(then,), name="imports", daemon=True).start()


def _import_all(then: tuple[Callable[[], object], ...]) -> None:
    loading: list[Callable[[], object]] = [partial(import_module, name) for name in _FOR_BUNDLES]
    loading += [register, *then]
    for prepare in loading:
        with suppress(Exception):  # whoever needs it will say what is missing or wrong
            prepare()


def _loaded(entries: Iterable[EntryPoint]) -> tuple[Any, ...]:
    """Load plug-ins in the order of their names; a class or a function is called to get the plug-in."""
    found = []
    for entry in sorted(entries, key=lambda e: e.name):
        try:
            loaded = entry.load()
            found.append(loaded() if callable(loaded) else loaded)
        except Exception as reason:
            raise PluginError(
                f"The plug-in {entry.name} ({entry.value}) cannot be loaded: {reason}."
            ) from reason
    return tuple(found)
