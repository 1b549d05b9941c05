from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    name = "jinxiu.economy.enterprises"
    label = "enterprises"
