from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from jinxiu.core.checks import integrity_check


class CoreConfig(AppConfig):
    name = "jinxiu.core"
    label = "core"

    def ready(self) -> None:
        from jinxiu.core import audit, evidence, signals  # noqa: F401, PLC0415 — models exist only now

        integrity_check("audit chain")(audit.broken_links)
        autodiscover_modules("permissions", "acts")
