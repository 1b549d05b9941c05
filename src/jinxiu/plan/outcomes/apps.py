from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutcomesConfig(AppConfig):
    name = "jinxiu.plan.outcomes"
    label = "outcomes"
    verbose_name = _("Promises and outcomes")

    def ready(self) -> None:
        from jinxiu.plan.outcomes import checks, permissions  # noqa: F401, PLC0415 — models exist only now
