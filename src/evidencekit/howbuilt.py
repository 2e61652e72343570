"""How a bundle is built: what it depends on beside the evidence and the date, and how it is protected."""

from collections.abc import Iterator

from evidencekit.custody import Circumstances
from evidencekit.notary import Signing
from evidencekit.passwords import DELIVERY, Passwords
from evidencekit.recognizers.choice import chosen
from evidencekit.workbench import Workbench

_SET_ASIDE = frozenset(
    {"skipped", "skipped-folder", "link-out", "not-a-file", "unreadable-file", "settings-file", "key-file"}
)


def circumstances(bench: Workbench) -> Circumstances:
    """Say what the bundle depends on beside the evidence and the date."""
    reads = chosen(bench.toolkit.recognizers)
    return Circumstances(
        recipients=tuple(p.id for p in bench.profiles), engine=bench.engine, draft=bench.draft, lang=bench.lang or "",
        recognizer=None if isinstance(reads, str) else reads.name, library=bench.library,
        set_aside=tuple(f for f in bench.read.findings if f.code in _SET_ASIDE),
    )  # fmt: skip


def protections(passwords: Passwords | None, signing: Signing | None, *, private: bool) -> Iterator[str]:
    """Say how what is made is protected beyond what the case itself says."""
    if private:
        yield "private"
    if passwords is not None and DELIVERY in passwords.words:
        yield "encrypted"
    if signing is not None:
        yield f"signed {signing.key.absolute()} {signing.timestamp}"
