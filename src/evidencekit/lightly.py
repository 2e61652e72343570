"""Load a library without what it loads only where it happens to be there."""

import sys
from collections.abc import Sequence
from importlib import import_module
from threading import get_ident
from types import ModuleType


def load_openpyxl() -> None:
    """Load openpyxl, and not numpy with it.

    Where numpy is installed, openpyxl loads it to know its kinds of numbers, of which none is ever written here: 15 MB, and
    half as long again. Whatever needs numpy loads it all the same, now and in other threads.
    """
    if "openpyxl" in sys.modules or "numpy" in sys.modules:
        return
    absent = _Absent("numpy")
    sys.meta_path.insert(0, absent)
    try:
        import_module("openpyxl")
    finally:
        sys.meta_path.remove(absent)


class _Absent:
    """A finder that says of one package, to one thread, that it is not there."""

    def __init__(self, name: str) -> None:
        self._name, self._thread = name, get_ident()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> None:
        if fullname == self._name and get_ident() == self._thread:
            raise ModuleNotFoundError(f"{fullname} is not needed here", name=fullname)
