"""Saying what will be: one run writes down the forecast of every open target, for ever."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from jinxiu.core.audit import recorded
from jinxiu.core.models import Account
from jinxiu.core.permissions import check
from jinxiu.engines.forecasting import ENGINE_VERSION
from jinxiu.plan.evaluation.models import Forecast, ForecastRun
from jinxiu.plan.evaluation.outlook.queries import Outlook, of_card
from jinxiu.plan.evaluation.queries import Evaluator


class RefusedError(Exception):
    """The run cannot be made; the message says why and what to do."""


def forecast_all(actor: Account | None, as_of: date, now: datetime) -> ForecastRun:
    """Forecast every open target as of a day and keep it; a second run of the same day stands beside the first.

    Raises PermissionDenied, and RefusedError for a day that has not come: what was said of it could never be held
    against what was known then.
    """
    if actor is not None:
        check(actor, "evaluation.forecast")
    if as_of > timezone.localdate(now):
        raise RefusedError(
            _("%(day)s has not come yet: a forecast starts from what is known today. Choose an earlier day.")
            % {"day": as_of.isoformat()}
        )
    said = [outlook for outlook in of_card(Evaluator().on(as_of)) if outlook.forecast is not None]
    with recorded(actor, "evaluation.forecast", now) as record:
        run = ForecastRun.objects.create(as_of=as_of, engine=ENGINE_VERSION, made_at=now, made_by=actor)
        Forecast.objects.bulk_create([_row(run, outlook) for outlook in said], batch_size=500)
        record.subject = run
        record.data = {"as_of": as_of.isoformat(), "forecasts": len(said), "engine": ENGINE_VERSION}
    return run


def _row(run: ForecastRun, outlook: Outlook) -> Forecast:
    said = outlook.forecast
    assert said is not None
    return Forecast(
        run=run,
        target=outlook.row.target,
        definition=outlook.row.definition,
        member=outlook.member.member.code if outlook.member.member else "",
        due=said.due,
        probability=said.probability,
        low=said.low,
        median=said.median,
        high=said.high,
        expected_on=said.expected_on,
        method=said.method,
        enough_history=said.enough_history,
        reason=said.reason,
    )
