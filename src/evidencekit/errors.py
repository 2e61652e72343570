"""Exit codes, and the exceptions that mean: this case cannot go on."""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What a command tells the shell; the numbers are part of the API."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    REFUSED = 3
    CASE = 4
    PROFILE = 5
    CONVERSION = 6
    MISSING_TOOL = 7
    CANNOT_WRITE = 8
    INTERRUPTED = 130


_GRAVITY = (
    ExitCode.INTERRUPTED,
    ExitCode.UNEXPECTED,
    ExitCode.CANNOT_WRITE,
    ExitCode.MISSING_TOOL,
    ExitCode.CONVERSION,
    ExitCode.PROFILE,
    ExitCode.CASE,
    ExitCode.REFUSED,
    ExitCode.USAGE,
    ExitCode.OK,
)


def gravest(codes: "tuple[ExitCode, ...]") -> ExitCode:
    """Return the code that counts when there were many outcomes; `OK` when there were none."""
    return min(codes, key=_GRAVITY.index, default=ExitCode.OK)


class EvidenceKitError(Exception):
    """A case, a profile or a tool makes it impossible to go on; the message is for the person who waits."""

    exit_code: ClassVar[ExitCode] = ExitCode.UNEXPECTED


class UsageError(EvidenceKitError):
    """The command or the call asks for something that does not exist."""

    exit_code = ExitCode.USAGE


class CaseError(EvidenceKitError):
    """The case folder or its `case.toml` cannot be read."""

    exit_code = ExitCode.CASE


class ProfileError(EvidenceKitError):
    """A recipient's profile, or other data in the templates folder, is wrong."""

    exit_code = ExitCode.PROFILE


class TemplateError(EvidenceKitError):
    """A letter's DOCX template is wrong."""

    exit_code = ExitCode.PROFILE


class ConversionError(EvidenceKitError):
    """A document could not be turned into PDF pages, and nothing can stand in for it."""

    exit_code = ExitCode.CONVERSION


class MissingToolError(EvidenceKitError):
    """Something that this run was asked to use is not installed."""

    exit_code = ExitCode.MISSING_TOOL


class ClusterError(EvidenceKitError):
    """The scheduler of a cluster went away, or its workers cannot do what is asked for."""


class CaseKilledError(EvidenceKitError):
    """One process after the other died over the same case."""


class CannotWriteError(EvidenceKitError):
    """The output folder, or the disk, does not take what was made."""

    exit_code = ExitCode.CANNOT_WRITE


class PluginError(EvidenceKitError):
    """A plug-in raised something of its own; the message names the plug-in and the file it was at."""

    exit_code = ExitCode.CONVERSION
