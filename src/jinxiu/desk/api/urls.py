"""Addresses of the API."""

from django.urls import path

from jinxiu.desk.api import views

app_name = "api"
urlpatterns = [
    path("", views.root, name="root"),
    path("openapi.json", views.description, name="description"),
    path("targets/", views.targets, name="targets"),
    path("targets/<str:code>/", views.target, name="target"),
]
