"""Addresses of this room, among those of the documents."""

from django.urls import path

from jinxiu.plan.ledger.comparing import views

app_name = "comparing"
urlpatterns = [
    path("compare/", views.versions, name="versions"),
    path("compare/export.xlsx", views.versions_export, name="versions-export"),
    path("contradictions/", views.contradictions, name="contradictions"),
    path("contradictions/export.xlsx", views.contradictions_export, name="contradictions-export"),
]
