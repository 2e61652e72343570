"""Common ground: which cases speak of the same invoice, the same consignment and the same claimant, whoever claims."""

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from evidencekit.model.summary import Trace, TracedFile
from evidencekit.model.vocabulary import Kind

_OF_A_CARRIER = frozenset({"bol_number", "pro_number"})
"""Numbers that a carrier or shipper counts for itself: another one may give the same."""
_TELLING = 6
"""Characters without which a number says too little to name one consignment whoever claims."""


@dataclass(frozen=True, slots=True)
class Traced:
    """What one case uses that another may use as well, and what it claims of whom."""

    case: str
    trace: Trace
    claims: tuple[tuple[str, str], ...]
    """Recipient, and who is asked to pay."""
    carrier: str = ""

    @property
    def claimant(self) -> str:
        """The claimant's name, however it is spelled: `Harbor Home, L.L.C.` is `Harbor Home LLC`."""
        return spelled(self.trace.claimant)

    @property
    def invoices(self) -> tuple[TracedFile, ...]:
        """Its proofs of purchase."""
        return tuple(f for f in self.trace.files if f.kind is not Kind.PHOTO)

    def units(self, how: str, twins: dict[str, str]) -> dict[tuple[str, str], Decimal]:
        """Return units by article and paper."""
        sums: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for each in self.trace.units:
            if each.how == how:
                sums[twins.get(each.goods, each.goods), each.paper] += each.quantity
        return sums


def spelled(name: str) -> str:
    """Return the letters and digits of a name: case, spaces and points make no other claimant of it."""
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())


class CommonGround:
    """What cases have in common, found once for all of them."""

    def __init__(self, cases: tuple[Traced, ...]) -> None:
        self._cases = {c.case: c for c in cases}
        self._papers = _Joined()
        self._files: dict[Hashable, TracedFile] = {}
        self._of: dict[tuple[str, str], Hashable] = {}
        self.numbers: defaultdict[tuple[str, str], list[Traced]] = defaultdict(list)
        """The cases of each number of a consignment or order; beside it stands whose number it is."""
        consignments = _Joined()
        for case in cases:
            for number in _numbers(case):
                self.numbers[number].append(case)
                consignments.join(("case", case.case), number)
            for file in case.invoices:
                self._papers.join(file.sha256, _named(case, file))
                self._of[case.case, file.invoice or file.sha256] = file.sha256
                self._files.setdefault(file.sha256, file)
        self._groups = {c.case: consignments.of(("case", c.case)) for c in cases}
        self._who = {c.case: c.claimant for c in cases}
        self._marks = {c.case: tuple(self._shared_by(c)) for c in cases}

    def paper(self, case: str, paper: str) -> Hashable:
        """Return which invoice a paper of a case is: by its bytes, else by its number and seller."""
        return self._papers.of(self._of.get((case, paper), paper))

    def name(self, paper: Hashable) -> str:
        """Return number and seller of an invoice, else the name of its file."""
        file = self._files.get(paper)
        return file.invoice or file.path if file else str(paper)

    def title(self, paper: Hashable) -> str:
        """Return how a sentence that begins with an invoice calls it."""
        file = self._files.get(paper)
        return f"Invoice {file.invoice}" if file and file.invoice else self.name(paper)

    def consignment(self, case: str) -> Hashable:
        """Return which consignment a case is about: cases that share a number share it."""
        return self._groups[case]

    def parties(self, names: Iterable[str]) -> list[list[str]]:
        """Part cases by claimant: they are of one where its name, an invoice or a consignment is the same.

        Cases without a name and without anything in common with a named one stand together.
        """
        cases = list(names)
        if len({self._who[c] for c in cases}) == 1:
            return [cases]
        joined, first = _Joined(), dict[Hashable, str]()
        for case in cases:
            for mark in self._marks[case]:
                joined.join(first.setdefault(mark, case), case)
        named = {joined.of(c) for c in cases if self._who[c]}
        found: defaultdict[Hashable, list[str]] = defaultdict(list)
        for case in cases:
            party = joined.of(case)
            found[party if party in named else None].append(case)
        return list(found.values())

    def _shared_by(self, case: Traced) -> Iterator[Hashable]:
        """Give by what a case is known to be of one party with another."""
        if case.claimant:
            yield "claimant", case.claimant
        yield from _numbers(case)
        yield from dict.fromkeys(("paper", self._papers.of(f.sha256)) for f in case.invoices)

    def claimants(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return who claims in some cases, each of them once, as it is spelled first."""
        found: dict[str, str] = {}
        for name in names:
            found.setdefault(self._who[name], self._cases[name].trace.claimant)
        return tuple(shown for key, shown in found.items() if key)


class _Joined:
    """Things that are one thing, since each has something in common with another of them."""

    def __init__(self) -> None:
        self._above: dict[Hashable, Hashable] = {}

    def of(self, thing: Hashable) -> Hashable:
        """Return the thing by which it goes."""
        while (above := self._above.get(thing, thing)) != thing:
            self._above[thing] = self._above.get(above, above)
            thing = above
        return thing

    def join(self, one: Hashable, other: Hashable) -> None:
        """Take two things for one, by the name of the first."""
        first, second = self.of(one), self.of(other)
        if first != second:
            self._above[second] = first


def _numbers(case: Traced) -> Iterable[tuple[str, str]]:
    """Give each number with what makes it the only one of its kind: nothing, the carrier, or else the claimant."""
    for number in dict.fromkeys(case.trace.consignments):
        name, _, value = number.partition(" ")
        whose = "" if len(value) >= _TELLING and any(map(str.isdigit, value)) else f"of {case.claimant}"
        if not whose and name in _OF_A_CARRIER:
            whose = spelled(case.carrier) or f"of {case.claimant}"
        yield number, whose


def _named(case: Traced, file: TracedFile) -> Hashable:
    """Give the name of an invoice; a number whose seller is not known is one for a claimant only."""
    if not file.invoice:
        return file.sha256
    return (spelled(file.invoice), "") if file.seller else (spelled(file.invoice), f"of {case.claimant}")
