"""The JSON answers of the commands (docs/commands.md): pure functions from values to dicts."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from evidencekit.model.assessment import Assessment, Limit, Missing, ReckonedLimit, RunningWindow
from evidencekit.model.bundle import Outcome, Review
from evidencekit.model.evidence import Exhibit, Fact, Line, Scan
from evidencekit.model.finding import Finding
from evidencekit.model.money import Money
from evidencekit.model.particulars import LostGoods, Particular, Particulars
from evidencekit.overview import Overview
from evidencekit.verdicts import Verification

SCHEMA = 1

Answer = dict[str, Any]


def inspect(review: Review) -> Answer:
    """Answer `inspect`: what each file is and what it says."""
    return {
        "schema": SCHEMA,
        "case": review.case,
        "reference": review.particulars.reference,
        "exhibits": [_exhibit(e) for e in review.exhibits],
        "facts": [_particular(p) for p in review.particulars.entries],
        "claimant": _present(review.particulars.claimant),
        "loss": _loss(review.particulars),
        "findings": [finding_answer(f) for f in review.findings],
    }


def check(review: Review) -> Answer:
    """Answer `check`: each recipient's view of one case."""
    return {
        "schema": SCHEMA,
        "case": review.case,
        "recipients": [_assessment(a) for a in review.assessments],
        "findings": [finding_answer(f) for f in review.findings],
    }


def check_all(reviews: Iterable[Review]) -> Answer:
    """Answer `check` for several cases in one call."""
    cases = [check(r) for r in reviews]
    return {"schema": SCHEMA, "cases": [{k: v for k, v in case.items() if k != "schema"} for case in cases]}


def outcomes(made: Iterable[Outcome]) -> Answer:
    """Answer `build` and `batch`: one outcome for each case and recipient."""
    return {"schema": SCHEMA, "outcomes": [_outcome(o) for o in made]}


def across(found: Overview) -> Answer:
    """Add to the answer of `batch` what only a look over all cases shows, and what each recipient is asked for."""
    return {
        "across": [
            {**finding_answer(s.finding), "cases": list(s.cases)}
            for s in found.across.shared
        ],
        "units": [
            {
                "goods": u.goods, "claimant": u.claimant, "invoiced": value(u.invoiced), "shipped": value(u.shipped),
                "claimed": value(u.claimed), "on_no_invoice": value(u.short), "cases": list(u.cases),
            }
            for u in found.across.units
        ],
        "recipients": [
            {
                "recipient": g.name, "claims": g.cases, "demand": [value(m) for m in g.demand], "filed": g.filed,
                "at_stake": [value(m) for m in g.stake],
                "denied": g.denied, "paid": [value(m) for m in g.paid],
            }
            for g in found.recipients
        ],
        "loss_rates": [
            {
                "by": by, "name": r.name, "losses": r.losses, "shipments": r.shipped, "share": f"{r.share:.6f}",
                "at_least": f"{r.low:.6f}", "at_most": f"{r.high:.6f}",
            }
            for by, rates in found.rates
            for r in rates
        ],
    }  # fmt: skip


def verification(verified: Verification) -> Answer:
    """Answer `verify`: what was checked, whether all of it is as it was, and what that shows."""
    checks = [{"what": c.what, "ok": c.ok, "detail": c.detail} for c in verified.checks]
    return {
        "schema": SCHEMA, "path": str(verified.path), "ok": verified.ok, "shows": verified.shows if verified.ok else None,
        "checks": checks,
    }  # fmt: skip


def value(found: object) -> Any:
    """Write one value as JSON: dates ISO 8601, amounts and numbers as strings with a point, rows as objects."""
    if isinstance(found, Decimal):
        return format(found, "f")
    if isinstance(found, Money):
        return f"{found.amount:f} {found.currency}"
    if isinstance(found, date):
        return found.isoformat()
    if isinstance(found, (Line, Scan)):
        return _present(found)
    return found


def _present(row: Any) -> Answer:
    """Return the fields of a row that are known."""
    return {f.name: value(v) for f in fields(row) if (v := getattr(row, f.name)) is not None}


def _exhibit(exhibit: Exhibit) -> Answer:
    source = exhibit.source
    return {
        "path": exhibit.path,
        "sha256": source.sha256,
        "media_type": source.media_type,
        "bytes": source.size,
        "pages": exhibit.reading.pages,
        "kind": exhibit.kind.value,
        "confidence": exhibit.confidence,
        "because": exhibit.because,
        "facts": [_fact(f) for f in exhibit.facts],
        "barcodes": [
            {"symbology": b.symbology, "text": b.text, "page": b.page} for b in exhibit.reading.barcodes
        ],
        "findings": [finding_answer(f) for f in exhibit.reading.findings],
        "title": exhibit.title,
        "view": exhibit.view.value if exhibit.view else None,
        "label": exhibit.label,
        "container": source.container,
        "left_out": exhibit.left_out,
    }


def _fact(fact: Fact) -> Answer:
    return {
        "name": fact.name,
        "value": value(fact.value),
        "page": fact.page,
        "read_by": fact.read_by.value,
        "confidence": fact.confidence,
    }


def _particular(entry: Particular) -> Answer:
    return {"name": entry.name, "value": value(entry.value), "sources": list(sources(entry))}


def sources(entry: Particular) -> tuple[str, ...]:
    """Return the files that a value stands on; `case.toml` first where a person says it."""
    stated = ("case.toml",) if entry.stated else ()
    return (*stated, *dict.fromkeys(f.source for f in entry.facts))


def _loss(particulars: Particulars) -> Answer:
    return {
        "type": particulars.loss_type.value if particulars.loss_type else None,
        "description": particulars.description,
        "mode": particulars.mode.value if particulars.mode else None,
        **_money(particulars.amount),
        "basis": particulars.amount_basis,
        "goods": [_goods(g) for g in particulars.goods],
    }


def _goods(goods: LostGoods) -> Answer:
    return {**_present(goods), "sources": list(goods.sources)}


def _money(money: Money | None) -> Answer:
    if money is None:
        return {"amount": None, "currency": None}
    return {"amount": format(money.amount, "f"), "currency": money.currency}


def finding_answer(finding: Finding) -> Answer:
    """Write one finding."""
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "message": finding.message,
        "subject": finding.subject,
    }


def _assessment(assessment: Assessment) -> Answer:
    return {
        "recipient": assessment.recipient,
        "status": assessment.status.value,
        "satisfied": [
            {"requirement": s.requirement, "title": s.title, "paths": list(s.paths)}
            for s in assessment.satisfied
        ],
        "missing": [_missing(m) for m in assessment.missing],
        "windows": [window_answer(w) for w in assessment.windows],
        "limit": _limit(assessment.limit),
        "findings": [finding_answer(f) for f in assessment.findings],
        "title": assessment.title,
        "regimes": list(assessment.regimes),
        "limits": [_reckoned(x) for x in assessment.limits],
        "loss": value(assessment.loss),
        "demand": value(assessment.demand),
        "risks": [_present(r) | {"applies": r.applies} for r in assessment.risks],
        "actions": [{"step": a.step, "text": a.text, "by": value(a.by)} for a in assessment.actions],
        "also_claimed_from": list(assessment.also_claimed_from),
        "recovered": [
            {"who": r.who, "paid": value(r.paid), "own": r.own, "taken_off": r.taken_off}
            for r in assessment.recovered
        ],
        "balance": value(assessment.balance),
    }


def _reckoned(limit: ReckonedLimit) -> Answer:
    return {
        "id": limit.id,
        "title": limit.title,
        "regime": limit.regime or None,
        **_money(limit.amount),
        "formula": limit.formula,
        "in_sdr": value(limit.in_sdr),
        "plus": list(limit.plus),
        "needs": list(limit.needs),
        "basis": limit.basis,
        "confidence": limit.confidence,
        "source": limit.source,
    }


def _missing(missing: Missing) -> Answer:
    return {
        "requirement": missing.requirement,
        "title": missing.title,
        "why": missing.why,
        "blocking": missing.blocking,
        "would_satisfy": list(missing.would_satisfy),
        "found_but_not_accepted": [{"path": n.path, "why": n.why} for n in missing.found_but_not_accepted],
    }


def window_answer(window: RunningWindow) -> Answer:
    """Write one window."""
    return {
        "id": window.id,
        "action": window.action,
        "earliest": value(window.earliest),
        "latest": value(window.latest),
        "days_left": window.days_left,
        "status": window.status.value,
        "if_missed": window.if_missed,
        "confidence": window.confidence,
        "source": window.source,
        "explanation": window.explanation,
        "regime": window.regime or None,
        "whose": window.whose,
        "to": window.to,
        "form": window.form,
        "leads": window.leads,
        "ends_at": None if window.ends_at is None else window.ends_at.isoformat(),
        "done_on": value(window.done_on),
        "readings": [
            {
                "earliest": value(r.earliest),
                "latest": value(r.latest),
                "says": r.says,
                "confidence": r.confidence,
                "source": r.source,
            }
            for r in window.readings
        ],
        "needs": list(window.needs),
        "asks": list(window.asks),
    }


def _limit(limit: Limit | None) -> Answer | None:
    return None if limit is None else {**_money(limit.amount), "basis": limit.basis}


def _outcome(outcome: Outcome) -> Answer:
    placed = [
        {
            "label": p.exhibit.label,
            "path": p.exhibit.path,
            "kind": p.exhibit.kind.value,
            "first_page": p.first_page,
            "last_page": p.last_page,
        }
        for p in outcome.exhibits
    ]
    return {
        "case": outcome.case,
        "recipient": outcome.recipient,
        "status": outcome.status.value,
        "folder": outcome.url or (None if outcome.folder is None else str(outcome.folder)),
        "pages": outcome.pages,
        "seconds": outcome.seconds,
        "exit_code": int(outcome.exit_code),
        "unchanged": outcome.unchanged,
        "exhibits": placed,
        "findings": [finding_answer(f) for f in outcome.findings],
    }
