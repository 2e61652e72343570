"""One observation about the evidence, for a person to act on."""

from dataclasses import dataclass

from evidencekit.model.vocabulary import Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """What was noticed, how much it weighs, and what it is about."""

    severity: Severity
    code: str
    """Short and stable, such as `missing-exhibit`; scripts may rely on it."""
    message: str
    """One or two plain sentences: what is wrong and what would mend it."""
    subject: str = ""
    """The path inside the case folder, the requirement or the fact that it is about."""


def blocking(code: str, message: str, subject: str = "") -> Finding:
    """Make a finding that stops the build."""
    return Finding(Severity.BLOCKING, code, message, subject)


def warning(code: str, message: str, subject: str = "") -> Finding:
    """Make a finding that a person should see before sending."""
    return Finding(Severity.WARNING, code, message, subject)


def note(code: str, message: str, subject: str = "") -> Finding:
    """Make a finding that is only worth knowing."""
    return Finding(Severity.NOTE, code, message, subject)


def blocks(findings: tuple[Finding, ...]) -> bool:
    """Say whether one of them blocks."""
    return any(f.severity is Severity.BLOCKING for f in findings)


def each_once(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return them in their order, without those that were said before."""
    return tuple(dict.fromkeys(findings))
