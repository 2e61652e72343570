"""How a recipient is written to: in which language, and under which provisions notice is given or a report asked for."""

from collections.abc import Iterable

from evidencekit.model.profile import Cited, Profile
from evidencekit.model.regime import Regime
from evidencekit.rules.circumstances import Circumstances
from evidencekit.rules.conditions import Holds, judge

ENGLISH = "en"


def spoken_with(profile: Profile, known: Circumstances) -> str:
    """Return the language in which the recipient is written to: the first whose condition surely holds, else English."""
    return next((s.code for s in profile.languages if judge(s.when, known) is Holds.YES), ENGLISH)


def provisions(rules: Iterable[Profile | Regime], known: Circumstances) -> tuple[str, ...]:
    """Name the provisions under which a notice is given, each once; one whose condition may not hold is not named."""
    return _holding((c for r in rules for c in r.notice_under), known)


def reported_under(rules: Iterable[Profile | Regime], known: Circumstances) -> tuple[str, ...]:
    """Name the provisions under which the carrier draws up its report; as `provisions`."""
    return _holding((c for r in rules for c in r.report_under), known)


def _holding(cited: Iterable[Cited], known: Circumstances) -> tuple[str, ...]:
    return tuple(dict.fromkeys(c.text for c in cited if judge(c.when, known) is Holds.YES))
