from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "jinxiu.plan.evaluation"
    label = "evaluation"
