from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "jinxiu.plan.documents"
    label = "documents"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from jinxiu.plan.documents import permissions  # noqa: F401, PLC0415 — the verbs exist from now on
