from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "jinxiu.desk"
    label = "desk"
