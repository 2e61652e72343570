"""How a recipient is written to: in which language, and under which provisions a notice is given."""

from collections.abc import Iterable

from evidencekit.model.profile import Profile
from evidencekit.model.regime import Regime
from evidencekit.rules.circumstances import Circumstances
from evidencekit.rules.conditions import Holds, judge

ENGLISH = "en"


def spoken_with(profile: Profile, known: Circumstances) -> str:
    """Return the language in which the recipient is written to: the first whose condition surely holds, else English."""
    return next((s.code for s in profile.languages if judge(s.when, known) is Holds.YES), ENGLISH)


def provisions(rules: Iterable[Profile | Regime], known: Circumstances) -> tuple[str, ...]:
    """Name the provisions under which a notice is given, each once; one whose condition may not hold is not named."""
    cited = (c for r in rules for c in r.notice_under)
    return tuple(dict.fromkeys(c.text for c in cited if judge(c.when, known) is Holds.YES))
