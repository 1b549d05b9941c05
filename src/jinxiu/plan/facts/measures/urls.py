"""Addresses of measures."""

from django.urls import path

from jinxiu.plan.facts.measures import views

urlpatterns = [
    path("", views.listed, name="measures"),
    path("measures.xlsx", views.export, name="measures-export"),
    path("add/", views.add, name="measure-add"),
    path("of/<str:code>/", views.sheet, name="measure"),
    path("of/<str:code>/correct/", views.correct, name="measure-correct"),
    path("of/<str:code>/link/", views.link, name="measure-link"),
    path("of/<str:code>/unlink/", views.unlink, name="measure-unlink"),
]
