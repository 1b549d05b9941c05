"""One target with everything behind its figure: sentence, definitions, formula, facts, light rule, forecast."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from jinxiu.core.models import AuditEvent, Source
from jinxiu.desk.api.asking import Moment
from jinxiu.desk.api.problems import ProblemError
from jinxiu.desk.api.saying import Said, day, decimal, figures, fraction, moment, outcome, promise, summary, unit
from jinxiu.desk.queries.api import Detail, answering
from jinxiu.desk.queries.definitions import MeasureLine, measured_by, who
from jinxiu.engines.measuring import LightRule
from jinxiu.engines.terms import TraceInput
from jinxiu.plan.documents.places import place
from jinxiu.plan.evaluation import lights, wording
from jinxiu.plan.evaluation.models import Forecast
from jinxiu.plan.evaluation.outlook import wording as forecasts
from jinxiu.plan.evaluation.outlook.queries import Outlook
from jinxiu.plan.evaluation.queries import MemberResult, Row
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.ledger.models import Responsibility, TargetDefinition


def traced(request: HttpRequest, found: Detail, asked: Moment) -> Said:
    """Return everything that the sheet of a target says, for programs."""
    row = found.row
    body: Said = {"as_of": day(asked.as_of), "known_at": moment(asked.known_at)} | summary(request, row)
    body |= {
        "withdrawn": row.definition.withdrawn,
        "supports": [unit(one) for one in answering(row, Responsibility.Role.SUPPORT)],
        "sentence": _sentence(found),
        "definitions": [_definition(one) for one in found.definitions],
        "measures": [_measure(one) for one in measured_by(row) if one.fits],
        "results": [_result(request, row, one, found) for one in row.results] if isinstance(row, Row) else [],
        "left_out": _left_out(request, row) if isinstance(row, Row) else None,
        "light_rules": [_rule(rule) for rule in _lit(row)] if isinstance(row, Row) else [],
        "audit": _seal(found.head),
    }
    return body


def missing(code: str) -> ProblemError:
    """Return the problem of a target that nobody knows, or knew at the moment."""
    words = _("There is no target with the code “%(code)s”, or it was not known at that moment.")
    return ProblemError(HTTPStatus.NOT_FOUND, words % {"code": code[:60]})


def _sentence(found: Detail) -> Said:
    definition, commitment = found.row.definition, found.row.target.commitment
    document = commitment.document
    return {
        "quote": definition.quote,
        "start": definition.start,
        "end": definition.end,
        "text": commitment.sentence,
        "section": list(commitment.section),
        "place": found.locator or None,
        "place_words": place(found.locator) or None,
        "document": {
            "code": document.code,
            "title": document.title,
            "year": document.year,
            "issued_on": day(document.issued_on),
            "publisher": document.publisher or None,
            "source": _source(document.source) if document.source else None,
        },
    }


def _definition(one: TargetDefinition) -> Said:
    return promise(one) | {
        "quote": one.quote,
        "withdrawn": one.withdrawn,
        "reason": one.reason or None,
        "made_at": moment(one.made_at),
        "made_by": who(one.made_by),
    }


def _measure(one: MeasureLine) -> Said:
    version = one.version
    return {
        "code": one.code,
        "role": one.role,
        "version": version.version,
        "name": version.name,
        "kind": version.kind,
        "unit": version.unit or None,
        "formula": version.formula or None,
        "valid_from": day(version.valid_from),
        "reason": version.reason or None,
        "made_at": moment(version.made_at),
        "made_by": who(version.made_by),
    }


def _result(request: HttpRequest, row: Row, one: MemberResult, found: Detail) -> Said:
    trace = one.result.trace
    member = one.member.code if one.member else ""
    outlook = next((o for o in found.outlooks or () if o.member is one), None)
    return {
        "member": {"code": one.member.code, "name": one.member.name} if one.member else None,
        **outcome(one.result, row.definition),
        "trace": {
            "formula": trace.formula,
            "words": wording.formula(trace),
            "computation": wording.computation(trace),
            "figures": figures(trace.figures),
            "inputs": [_input(request, told, row.observations[told.key]) for told in trace.inputs],
        },
        "forecast": _forecast(outlook, row.definition) if outlook else None,
        "forecast_written_down": _kept(found.written_down.get(member)),
    }


def _input(request: HttpRequest, told: TraceInput, fact: Observation) -> Said:
    return {"part": told.part.value} | _fact(request, fact)


def _fact(request: HttpRequest, fact: Observation) -> Said:
    checks = list(fact.verifications.all())
    last = checks[-1] if checks else None
    return {
        "fact": fact.code,
        "version": fact.version,
        "page": request.build_absolute_uri(reverse("facts:detail", args=[fact.pk])),
        "as_of": day(fact.as_of),
        "precision": fact.as_of_precision,
        "happened_then": fact.event,
        "value": decimal(fact.value),
        "unit": fact.unit or None,
        "stage": fact.stage or None,
        "member": fact.member or None,
        "statement": fact.statement,
        "confidence": fact.confidence,
        "reported_by": who(fact.recorded_by),
        "recorded_at": moment(fact.recorded_at),
        "checked": {"verdict": last.verdict, "by": who(last.by), "at": moment(last.at)} if last else None,
        "source": _source(fact.source),
        "evidence": fact.evidence.sha256 if fact.evidence else None,
    }


def _left_out(request: HttpRequest, row: Row) -> Said:
    """Return the facts that are known and count nowhere: returned ones, and how many tell of later days."""
    return {"returned": [_fact(request, fact) for fact in row.returned], "later": row.later}


def _source(source: Source) -> Said:
    return {
        "code": source.code,
        "title": source.title,
        "publisher": source.publisher or None,
        "published_on": day(source.published_on),
    }


def _lit(row: Row) -> list[LightRule]:
    """Return the rules that lit any of the results, each once."""
    found = (lights.light_of(one.result).rule for one in row.results)
    return list(dict.fromkeys(rule for rule in found if rule))


def _rule(rule: LightRule) -> Said:
    return {
        "code": rule.code,
        "reads": rule.gauge.value,
        "steps": [
            {"colour": step.colour.value, "up_to": fraction(step.up_to), "noted": step.noted} for step in rule.steps
        ],
        "effective_from": day(rule.effective_from),
        "effective_to": day(rule.effective_to),
        "source": rule.source,
    }


def _forecast(outlook: Outlook, definition: TargetDefinition) -> Said:
    said = outlook.forecast
    if said is None:
        return {"probability": None, "why_none": outlook.why_none, "words": forecasts.why_none(outlook.why_none)}
    return {
        "probability": round(said.probability, 4),
        "why_none": None,
        "words": forecasts.likely(said.probability),
        "due": day(said.due),
        "interval": forecasts.interval(said, definition) or None,
        "expected_on": day(said.expected_on),
        "method": said.method,
        "enough_history": said.enough_history,
        "reason": said.reason or None,
    }


def _kept(one: Forecast | None) -> Said | None:
    if one is None:
        return None
    return {
        "as_of": day(one.run.as_of),
        "made_at": moment(one.run.made_at),
        "probability": round(one.probability, 4),
        "method": one.method,
    }


def _seal(head: AuditEvent | None) -> Said | None:
    return {"number": head.number, "hash": head.hash} if head else None
