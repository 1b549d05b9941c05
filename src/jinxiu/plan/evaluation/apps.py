from django.apps import AppConfig

from jinxiu.plan.evaluation.scopes import members_of
from jinxiu.plan.facts import members


class EvaluationConfig(AppConfig):
    name = "jinxiu.plan.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        # Facts lie below: a report form asks here which chains a promise “for each chain” runs over.
        members.ask(lambda scope: [(m.code, m.name) for m in members_of({scope})[scope]])
