"""The sandbox that templates render in: strict about names, escaping, and clear about what is wrong."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from evidencekit.lettermarks import RESERVED, marked
from evidencekit.lettertext import Cited
from evidencekit.tomlfile import nearest

if TYPE_CHECKING:
    from jinja2 import Environment

_CONTROL = re.compile(rf"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff{RESERVED}]")


@lru_cache(maxsize=2)
def environment(*, plain: bool = False) -> "Environment":
    """Return the environment of DOCX templates, or of plain text ones, which escape nothing."""
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from evidencekit.lettertext import Gap

    environment = ImmutableSandboxedEnvironment(
        autoescape=not plain, undefined=StrictUndefined, finalize=_finalizer(marks=not plain),
        trim_blocks=plain, lstrip_blocks=plain, keep_trailing_newline=plain,
    )  # fmt: skip
    environment.tests["known"] = lambda value: (bool(value) or value == 0) and not isinstance(value, Gap)
    return environment


def _finalizer(*, marks: bool) -> Callable[[Any], Any]:
    from jinja2 import Undefined

    def clean(text: str) -> str:
        return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))

    def printable(value: Any) -> Any:
        """Let only text and numbers through: a group of names or a method would stand in the letter as Python."""
        if isinstance(value, str) and not hasattr(value, "__html__"):
            return marked(value, clean) if marks and isinstance(value, Cited) else clean(str(value))
        if isinstance(value, (str, int, Undefined)) or hasattr(value, "__html__"):
            return value
        if is_dataclass(value):
            raise TypeError(
                "it is a group of names: write one of "
                + ", ".join(f.name for f in fields(value))
                + " after a dot"
            )
        raise TypeError("it is not a text, a number or a link")

    return printable


def line_of(reason: BaseException) -> int | None:
    """Return the line of the template at which it failed."""
    lineno = getattr(reason, "lineno", None)
    if isinstance(lineno, int):
        return lineno
    line, frame = None, reason.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def sentence(reason: Exception, source: str, context: Mapping[str, Any]) -> str:
    """Say in words what is wrong with a tag."""
    from jinja2 import UndefinedError
    from jinja2.exceptions import SecurityError

    if isinstance(reason, SecurityError):
        return f"`{source}` does what a template may not do."
    if not isinstance(reason, UndefinedError):
        return f"`{source}` cannot be filled in: {reason}."
    message = str(reason.message)
    unknown = re.search(r"^'([^']+)' is undefined", message) or re.search(
        r"has no attribute '([^']+)'", message
    )
    if unknown is None:
        return f"`{source}`: {message}."
    return no_such_name(unknown[1], _known(context, source, unknown[1]))


def no_such_name(name: str, known: tuple[str, ...]) -> str:
    """Say that there is no such name, and which was most likely meant."""
    close = nearest(name, known)
    return f"there is no name `{name}`" + (
        f" (did you mean `{close}`?)." if close else "; docs/templates.md lists the names."
    )


def _known(context: Mapping[str, Any], source: str, unknown: str) -> tuple[str, ...]:
    """Return the names that could stand where the unknown one does."""
    owner = re.search(rf"([A-Za-z_]\w*)\.{re.escape(unknown)}\b", source)
    if owner is None:
        return tuple(context)
    value = context.get(owner[1])
    if value is not None and is_dataclass(value):
        return tuple(f.name for f in fields(value))
    groups = [v for value in context.values() for v in ([value, *_rows(value)])]
    return tuple(sorted({f.name for g in groups if is_dataclass(g) for f in fields(g)}))


def _rows(value: Any) -> list[Any]:
    """Return one example of each kind of row that a value holds."""
    if isinstance(value, tuple):
        return list(value[:1])
    if is_dataclass(value):
        return [row for f in fields(value) for row in _rows(getattr(value, f.name))]
    return []


def short(text: str) -> str:
    """Return as much of a text as fits in a line."""
    text = " ".join(text.split())
    return text if len(text) <= 70 else text[:67] + "..."


def unknown_names(source: str, root: type, *, plain: bool = False) -> list[tuple[int, str]]:
    """Return line and sentence for every name that no context has, on branches that are not taken as well."""
    finder = _Finder()
    finder.walk(environment(plain=plain).parse(source), dict(get_type_hints(root)))
    return finder.found


class _Finder:
    """Walks a template with the type of every name in scope; what it cannot tell it lets pass."""

    def __init__(self) -> None:
        self.found: list[tuple[int, str]] = []

    def walk(self, node: Any, scope: dict[str, Any]) -> None:
        """Look at a node and all below it."""
        from jinja2 import nodes

        if isinstance(node, nodes.For):
            self.walk(node.iter, scope)
            inner = {
                **scope,
                "loop": None,
                **self._targets(node.target, self._element(self._type(node.iter, scope))),
            }
            for child in (*node.body, *([node.test] if node.test else [])):
                self.walk(child, inner)
            for child in node.else_:
                self.walk(child, scope)
            return
        if isinstance(node, nodes.Assign):
            self.walk(node.node, scope)
            scope.update(self._targets(node.target, self._type(node.node, scope)))
            return
        if (
            isinstance(node, nodes.Name)
            and node.ctx == "load"
            and node.name not in scope
            and node.name not in environment().globals
        ):
            self._tell(node.lineno, node.name, scope)
        if isinstance(node, nodes.Getattr):
            owner = self._type(node.node, scope)
            if is_dataclass(owner) and node.attr not in get_type_hints(owner):
                self._tell(node.lineno, node.attr, get_type_hints(owner))
            elif owner is str and not hasattr(str, node.attr):
                self._tell(node.lineno, node.attr, {})
        for child in node.iter_child_nodes():
            self.walk(child, scope)

    def _tell(self, line: int, name: str, known: Mapping[str, Any]) -> None:
        self.found.append((line, no_such_name(name, tuple(known))))

    def _type(self, node: Any, scope: Mapping[str, Any]) -> Any:
        from jinja2 import nodes

        if isinstance(node, nodes.Name):
            return scope.get(node.name)
        if isinstance(node, nodes.Getattr):
            owner = self._type(node.node, scope)
            return get_type_hints(owner).get(node.attr) if is_dataclass(owner) else None
        return None

    def _element(self, hint: Any) -> Any:
        return get_args(hint)[0] if get_origin(hint) is tuple else None

    def _targets(self, target: Any, hint: Any) -> dict[str, Any]:
        from jinja2 import nodes

        names = [n.name for n in target.find_all(nodes.Name)] or [target.name]
        return {name: hint if len(names) == 1 else None for name in names}
