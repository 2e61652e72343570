"""JSON Schemas of the files that people write, with the words of their docstrings, for editors that complete and check."""

import ast
import inspect
import textwrap
from typing import Any

from pydantic import BaseModel

from evidencekit.model.casefile import CaseFile
from evidencekit.model.profile import ProfileFile
from evidencekit.model.regime import RegimeFile

FILES: dict[str, type[BaseModel]] = {"case": CaseFile, "profile": ProfileFile, "regime": RegimeFile}
"""What each schema is for: case.toml, a profile, a regime."""


def schema(name: str) -> dict[str, Any]:
    """Return one schema as JSON data; descriptions come from where the keys are defined."""
    model = FILES[name]
    made = model.model_json_schema()
    described = {m.__name__: m for m in _models(model)}
    _describe(made, model)
    for title, part in made.get("$defs", {}).items():
        if title in described:
            _describe(part, described[title])
    titles = {"case": "case.toml", "profile": "A claim program", "regime": "A regime"}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"evidencekit: {titles[name]}",
    }
    return {**head, **{k: v for k, v in made.items() if k != "title"}}


def _models(model: type[BaseModel]) -> set[type[BaseModel]]:
    """Return a model and all that stand below it."""
    found: set[type[BaseModel]] = set()
    waiting: list[Any] = [model]
    while waiting:
        current = waiting.pop()
        if isinstance(current, type) and issubclass(current, BaseModel):
            if current not in found:
                found.add(current)
                waiting += [f.annotation for f in current.model_fields.values()]
                waiting += [m for f in current.model_fields.values() for m in f.metadata]
        else:
            waiting += getattr(current, "__args__", ())
    return found


def _describe(part: dict[str, Any], model: type[BaseModel]) -> None:
    """Put the docstrings below a model's keys into its schema."""
    told = _docstrings(model)
    for key, entry in part.get("properties", {}).items():
        entry.pop("title", None)
        if key in told:
            entry["description"] = told[key]


def _docstrings(model: type[BaseModel]) -> dict[str, str]:
    """Return the string below each key of a model, those of the classes above it included."""
    told: dict[str, str] = {}
    for above in reversed(model.__mro__):
        if not issubclass(above, BaseModel) or above is BaseModel:
            continue
        body = ast.parse(textwrap.dedent(inspect.getsource(above))).body[0]
        assert isinstance(body, ast.ClassDef)  # noqa: S101 - it is the source of a class
        for key, text in zip(body.body, body.body[1:], strict=False):
            if (
                isinstance(key, ast.AnnAssign)
                and isinstance(key.target, ast.Name)
                and isinstance(text, ast.Expr)
                and isinstance(text.value, ast.Constant)
                and isinstance(text.value.value, str)
            ):
                told[key.target.id] = inspect.cleandoc(text.value.value)
    return told
