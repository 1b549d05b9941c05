from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "jinxiu.economy.policies"
    label = "policies"
