from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "jinxiu.plan.documents"
    label = "documents"

    def ready(self) -> None:
        from jinxiu.plan.documents import permissions  # noqa: F401, PLC0415 — the verbs exist from now on
