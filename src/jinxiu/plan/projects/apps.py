from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "jinxiu.plan.projects"
    label = "projects"

    def ready(self) -> None:
        from jinxiu.plan.projects import checks, measures  # noqa: F401, PLC0415 — models exist only now

        measures.offer_all()
