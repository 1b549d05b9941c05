from django.apps import AppConfig

from jinxiu.plan.evaluation.scopes import Member, Scope, offer


class ChainsConfig(AppConfig):
    name = "jinxiu.economy.chains"
    label = "chains"

    def ready(self) -> None:
        offer(Scope("chain", "每条产业链", _members))


def _members() -> list[Member]:
    from jinxiu.economy.chains.models import Chain  # noqa: PLC0415 — models exist only once apps are ready

    return [Member(chain.code, chain.name) for chain in Chain.objects.all()]
