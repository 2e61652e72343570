"""What every case is judged by, beside the recipient's own profile."""

from dataclasses import dataclass

from evidencekit.model.reason import Reason
from evidencekit.model.regime import Regime


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The law as it stood when a case happened, and the known reasons for refusal."""

    regimes: tuple[Regime, ...] = ()
    reasons: tuple[Reason, ...] = ()


NO_RULEBOOK = Rulebook()
