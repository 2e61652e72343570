"""The group of commands, and the one place where what went wrong becomes a sentence and an exit code."""

import errno
import os
import traceback
from typing import Any

import click

from evidencekit import __version__
from evidencekit.cli.bagging import bag
from evidencekit.cli.batch import batch
from evidencekit.cli.build import build
from evidencekit.cli.check import check
from evidencekit.cli.deadlines import deadlines
from evidencekit.cli.doctor import doctor
from evidencekit.cli.forget import forget
from evidencekit.cli.importing import import_
from evidencekit.cli.init import init
from evidencekit.cli.inspect import inspect
from evidencekit.cli.recipients import recipients
from evidencekit.cli.talk import say, verbose
from evidencekit.cli.templates import templates
from evidencekit.cli.verify import verify
from evidencekit.errors import CannotWriteError, EvidenceKitError, ExitCode
from evidencekit.noroom import no_room
from evidencekit.privately import PRIVATE, privately


class Front(click.Group):
    """A group whose commands never end in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; tell what went wrong in one sentence and leave with its exit code."""
        try:
            return super().invoke(ctx)
        except EvidenceKitError as reason:
            _tell(str(reason), reason)
            ctx.exit(reason.exit_code)
        except KeyboardInterrupt:
            say("stopped. What was finished before stands; nothing half-made is left behind.")
            ctx.exit(ExitCode.INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as reason:
            if isinstance(reason, OSError) and reason.errno == errno.EPIPE:
                raise  # the reader of a pipe went away: click ends without a word
            if (told := no_room(reason)) is not None:
                _tell(told, reason)
                ctx.exit(CannotWriteError.exit_code)
            _tell(_unexpected(reason), reason)
            ctx.exit(ExitCode.UNEXPECTED)


def _tell(sentence: str, reason: BaseException) -> None:
    say(sentence)
    if verbose():
        click.echo("".join(traceback.format_exception(reason)), err=True, nl=False)


def _unexpected(reason: Exception) -> str:
    hint = "" if verbose() else " Run it again with -v for the traceback, and please report it."
    return f"something unexpected went wrong ({type(reason).__name__}: {reason}).{hint}"


@click.group(cls=Front, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="evidencekit")
@click.pass_context
def main(ctx: click.Context) -> None:
    r"""Turn a folder of proof into the claim bundle that a carrier, Amazon or an insurer accepts.

    \b
    evidencekit inspect FOLDER                  what is in there?
    evidencekit check FOLDER --for ups-us       what is missing, and by when?
    evidencekit build FOLDER --for ups-us       make the bundle, below ./out
    """
    if os.environ.get(PRIVATE, "").strip().casefold() not in {"", "0", "false", "no", "off"}:
        ctx.with_resource(privately(private=True))


for _command in (
    init,
    import_,
    inspect,
    check,
    build,
    batch,
    verify,
    bag,
    recipients,
    templates,
    deadlines,
    forget,
    doctor,
):
    main.add_command(_command)
