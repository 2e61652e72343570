"""Options that several commands share."""

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from evidencekit.cli.talk import quiet, set_quiet, set_verbose
from evidencekit.errors import UsageError

if TYPE_CHECKING:
    from evidencekit.notary import Signing
    from evidencekit.passwords import Passwords

Command = Callable[..., None]
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(written: str) -> date:
    """Take a date as `2026-10-20` only: any other form can be read two ways."""
    try:
        # Python also takes 20261020 and 2026-W43-2.
        return date.fromisoformat(written if _ISO.fullmatch(written) else "")
    except ValueError as reason:
        raise click.BadParameter(f"{written!r} is not a date; write it as 2026-10-20") from reason


as_json = click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for programs.")
templates = click.option(
    "--templates",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    metavar="DIR",
    help="Your own profiles and letters; they win over the built-in ones.",
)
today = click.option(
    "--today",
    type=day,
    metavar="DATE",
    help="The date of letters and deadlines, such as 2026-10-20. Default: today.",
)
_verbose = click.option(
    "-v",
    "--verbose",
    is_flag=True,
    expose_value=False,
    callback=set_verbose,
    help="Say more; show tracebacks.",
)
_quiet = click.option(
    "-q", "--quiet", is_flag=True, expose_value=False, callback=set_quiet, help="Say only what blocks."
)
recipients = click.option(
    "--for",
    "recipients",
    multiple=True,
    metavar="RECIPIENT",
    help="For whom, such as ups-us; may be repeated. Default: those of case.toml.",
)


class Place(click.Path):
    """A path, or the address of a folder in an object store such as `s3://bucket/cases`."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a `Path` or a `StoredFolder`; an address with a password in it is refused, for it would be printed."""
        from evidencekit.model.stored import holds_password, stored_folder

        stored = stored_folder(value) if isinstance(value, str) else None
        if stored is not None and holds_password(stored):
            self.fail(
                "the address holds a password, which would stand in all that is printed and written; use a key.",
                param,
                ctx,
            )
        return stored or super().convert(value, param, ctx)


def _out(command: Command, kind: click.Path) -> Command:
    return click.option(
        "--out",
        type=kind,
        default=Path("out"),
        show_default=True,
        metavar="DIR",
        help="Where the bundles go.",
    )(command)


password_file = click.option(
    "--password-file",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    metavar="FILE",
    help='Passwords of locked files: one a line, or "statement.pdf" = "..." as in [secrets].',
)


def passwords(file: Path | None, *, may_ask: bool) -> "Passwords | None":
    """Return the passwords of a file; where one may ask and a person is there, also those that will be typed."""
    ask = may_ask and not quiet() and sys.stdin.isatty() and sys.stderr.isatty()
    if file is None and not ask:
        return None
    from evidencekit.asking import ask_for_password
    from evidencekit.passwords import Passwords, read_passwords

    given = read_passwords(file) if file is not None else Passwords()
    return replace(given, ask=ask_for_password) if ask else given


def signing(key: Path | None, timestamp: str | None) -> "Signing | None":
    """Return with what bundles are signed; raise `UsageError` where a timestamp is wanted for no signature."""
    if key is None:
        if (
            timestamp
            and click.get_current_context().get_parameter_source("timestamp") is ParameterSource.COMMANDLINE
        ):
            raise UsageError(
                "--timestamp stamps the time of a signature; say with --sign KEY what to sign with."
            )
        return None
    from evidencekit.notary import Signing

    return Signing(key, timestamp)


def spoken(command: Command) -> Command:
    """Add `--json`, `-v` and `-q`."""
    return as_json(_verbose(_quiet(command)))


def dated(command: Command) -> Command:
    """Add what every command takes that judges a case: `--json --templates --today -v -q`."""
    return templates(today(spoken(command)))


def building(command: Command, *, out: click.Path | None = None) -> Command:
    """Add what `build` and `batch` share; `out` is what its place may be, else a path."""
    engine = click.option(
        "--engine",
        default="auto",
        show_default=True,
        metavar="auto|embedded|libreoffice",
        help="Which engine lays out the letters.",
    )
    draft = click.option(
        "--draft", is_flag=True, help="Build in spite of what blocks; every page is marked DRAFT."
    )
    lang = click.option(
        "--lang",
        metavar="LANG",
        help="The letters' language: en, de, zh. Default: that of case.toml, else the recipient's, else en.",
    )
    private = click.option(
        "--private",
        is_flag=True,
        envvar="EVIDENCEKIT_PRIVATE",
        help="Nobody else on this computer may read what is made (0600, 0700).",
    )
    sign = click.option(
        "--sign",
        type=click.Path(dir_okay=False, exists=True, path_type=Path),
        envvar="EVIDENCEKIT_SIGN",
        metavar="KEY",
        help="Sign the PDFs (PAdES) with this key: PKCS#12, PEM with its certificates, or a TOML file that names a key on a token (PKCS#11).",
    )
    timestamp = click.option(
        "--timestamp",
        envvar="EVIDENCEKIT_TIMESTAMP",
        metavar="URL",
        help="With --sign: a server that stamps the time (RFC 3161).",
    )
    inner = engine(draft(lang(password_file(private(sign(timestamp(dated(command))))))))
    return recipients(_out(inner, out or click.Path(path_type=Path)))
