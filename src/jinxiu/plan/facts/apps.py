from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FactsConfig(AppConfig):
    name = "jinxiu.plan.facts"
    label = "facts"
    verbose_name = _("Facts")

    def ready(self) -> None:
        from jinxiu.plan.facts import checks  # noqa: F401, PLC0415 — models exist only now
