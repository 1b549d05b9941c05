"""Addresses of figures from files."""

from django.urls import path

from jinxiu.plan.facts.intake import views

urlpatterns = [
    path("", views.bring_in, name="import"),
    path("form.<str:form>", views.blank, name="import-form"),
    path("<int:pk>/", views.run, name="import-run"),
    path("<int:pk>/progress/", views.progress, name="import-progress"),
    path("<int:pk>/confirm/", views.confirm, name="import-confirm"),
]
