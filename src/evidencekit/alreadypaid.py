"""What was paid on the loss already: letters claim the rest, say who paid what, and of whom else the loss is claimed."""

from collections.abc import Iterator
from dataclasses import replace

from evidencekit.language import Language
from evidencekit.letterdue import Standing
from evidencekit.lettertext import Row
from evidencekit.wording import Wording


def less_paid(told: Wording, at: Standing, language: Language) -> Wording:
    """Return the words with what is left to claim as the amount, and what was paid beside it."""
    others = language.row(map(language.say, at.assessment.also_claimed_from))
    left, loss = at.demanded, replace(told.loss, total=told.loss.amount)
    if not at.assessment.recovered:
        return replace(told, loss=loss, also_claimed_from=others)
    if left is not None:
        loss = replace(
            loss, amount=language.money(left), amount_basis=_basis(loss.amount_basis, at, language)
        )
    paid = tuple(_rows(at, language))
    whole = Row(language.say("Whole loss"), loss.total)
    # Where the lines come to the whole loss, their sum says so already.
    above = () if loss.total == told.goods.total_net or told.goods.only_late else (whole,)
    return replace(
        told,
        loss=loss,
        goods=replace(told.goods, totals=(*told.goods.totals, *above, *paid), paid=(whole, *paid)),
        claim=replace(told.claim, recovered=language.tell(_sentences(at, language))),
        also_claimed_from=others,
    )


def _basis(basis: str, at: Standing, language: Language) -> str:
    """Say that what was paid is taken off, as the end of the sentence that says how the amount comes about."""
    off = language.say("less what was paid already")
    if not any(r.taken_off for r in at.assessment.recovered):
        return basis
    return language.clauses((basis, off)) if basis else off


def _rows(at: Standing, language: Language) -> Iterator[Row]:
    for each in at.assessment.recovered:
        who, paid = language.say(each.who), language.money(each.paid)
        if each.taken_off:
            yield Row(language.say("Already paid by {who}", who=who), f"\u2212{paid}")
        else:
            yield Row(
                language.say("Already paid by {who}, in another currency and not taken off", who=who), paid
            )


def _sentences(at: Standing, language: Language) -> Iterator[str]:
    """Say it in sentences; of what the recipient itself paid the letters about its decision speak themselves."""
    told = tuple(r for r in at.assessment.recovered if not (r.own and at.decided))
    for each in told:
        who, paid = language.say(each.who), language.money(each.paid)
        if each.own:
            yield language.say("You have already paid {amount} on this claim.", amount=paid)
        else:
            yield language.say("{who} has already paid {amount} on this loss.", who=who, amount=paid)
        if not each.taken_off:
            yield language.say("That is in another currency and is not taken off here.")
    loss, left = at.particulars.amount, at.demanded
    if loss is not None and left is not None and any(r.taken_off for r in told):
        yield language.say(
            "Of the whole loss of {loss}, {left} remain.",
            loss=language.money(loss),
            left=language.money(left),
        )
