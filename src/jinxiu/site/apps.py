from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "jinxiu.site"
    label = "site"
