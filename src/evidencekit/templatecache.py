"""Compiled templates, kept from run to run where nobody else can put programs."""

import hashlib
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from evidencekit.cachefolder import private_folder
from evidencekit.version import __version__

if TYPE_CHECKING:
    from jinja2 import BytecodeCache, Environment, Template


@cache
def kept_code(name: str) -> "BytecodeCache | None":
    """Return the place for the compiled templates of one environment; none where it is off or not the user's alone."""
    from jinja2 import FileSystemBytecodeCache

    folder = private_folder(name)
    return None if folder is None else FileSystemBytecodeCache(str(folder))


def known_template(environment: "Environment", source: str) -> "Template | None":
    """Return the template that an earlier run compiled of the same source; None where there is none."""
    from jinja2 import Template

    kept = kept_code("letters")
    if kept is None:
        return None
    code = kept.get_bucket(environment, _key(source), None, source).code
    return None if code is None else Template.from_code(environment, code, environment.make_globals(None))


def compile_and_keep(environment: "Environment", source: str) -> "Template":
    """Compile a template, for this run and the next ones; raise what Jinja raises where it cannot be."""
    from jinja2 import Template

    code = environment.compile(source)
    kept = kept_code("letters")
    if kept is not None:
        bucket = kept.get_bucket(environment, _key(source), None, source)
        bucket.code = code
        with suppress(OSError):  # a full disk: then it is compiled again
            kept.set_bucket(bucket)
    return Template.from_code(environment, code, environment.make_globals(None))


def _key(source: str) -> str:
    """Return the name under which a compiled template is kept: constants in it have been through this version's filter."""
    return hashlib.sha256(f"{__version__} {source}".encode("utf-8", "surrogatepass")).hexdigest()
