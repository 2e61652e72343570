"""From a folder of proof to the claim bundle that a carrier, Amazon or an insurer accepts.

`review` reads a case folder and says what each recipient will find wrong with it; `build` turns it into bundles or
refuses and says why; `build_all` does that for many.
"""

from typing import TYPE_CHECKING, Any

from evidencekit.errors import (
    CannotWriteError,
    CaseError,
    ConversionError,
    EvidenceKitError,
    ExitCode,
    MissingToolError,
    PluginError,
    ProfileError,
    TemplateError,
    UsageError,
)
from evidencekit.version import __version__

if TYPE_CHECKING:
    from evidencekit.batch import build_all
    from evidencekit.model.assessment import Assessment, Limit, Missing, RunningWindow
    from evidencekit.model.bundle import Outcome, OutcomeStatus, Review
    from evidencekit.model.evidence import Exhibit, Fact, SourceFile
    from evidencekit.model.finding import Finding
    from evidencekit.model.money import Money
    from evidencekit.model.particulars import Particulars
    from evidencekit.model.vocabulary import Kind, LossType, Severity
    from evidencekit.numbering import Candidate, candidates
    from evidencekit.pipeline import build, review

__all__ = [
    "Assessment",
    "Candidate",
    "CannotWriteError",
    "CaseError",
    "ConversionError",
    "EvidenceKitError",
    "Exhibit",
    "ExitCode",
    "Fact",
    "Finding",
    "Kind",
    "Limit",
    "LossType",
    "Missing",
    "MissingToolError",
    "Money",
    "Outcome",
    "OutcomeStatus",
    "Particulars",
    "PluginError",
    "ProfileError",
    "Review",
    "RunningWindow",
    "Severity",
    "SourceFile",
    "TemplateError",
    "UsageError",
    "__version__",
    "build",
    "build_all",
    "candidates",
    "review",
]

_HOME = {
    "build": "pipeline",
    "review": "pipeline",
    "build_all": "batch",
    **dict.fromkeys(("Candidate", "candidates"), "numbering"),
    **dict.fromkeys(("Assessment", "Limit", "Missing", "RunningWindow"), "model.assessment"),
    **dict.fromkeys(("Outcome", "OutcomeStatus", "Review"), "model.bundle"),
    **dict.fromkeys(("Exhibit", "Fact", "SourceFile"), "model.evidence"),
    "Finding": "model.finding",
    "Money": "model.money",
    "Particulars": "model.particulars",
    **dict.fromkeys(("Kind", "LossType", "Severity"), "model.vocabulary"),
}


def __getattr__(name: str) -> Any:
    """Import the verbs and values when they are first used: `evidencekit --help` needs none of them."""
    if name not in _HOME:
        raise AttributeError(f"module 'evidencekit' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"evidencekit.{_HOME[name]}"), name)
