from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "jinxiu.plan.projects"
    label = "projects"
