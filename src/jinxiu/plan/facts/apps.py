from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "jinxiu.plan.facts"
    label = "facts"

    def ready(self) -> None:
        from jinxiu.plan.facts import checks  # noqa: F401, PLC0415 — models exist only now
