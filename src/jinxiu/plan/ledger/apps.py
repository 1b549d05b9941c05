from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "jinxiu.plan.ledger"
    label = "ledger"
    verbose_name = _("Ledger")

    def ready(self) -> None:
        from jinxiu.plan.documents.tallies import counted_by  # noqa: PLC0415 — models exist only now
        from jinxiu.plan.ledger import checks, permissions, queries  # noqa: F401, PLC0415

        counted_by(queries.tally)
