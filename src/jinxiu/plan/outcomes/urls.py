"""Addresses of this room."""

from django.urls import path

from jinxiu.plan.outcomes import views

app_name = "outcomes"
urlpatterns = [
    path("", views.overview, name="list"),
    path("start/", views.start, name="start"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/proposals/<int:proposal>/decide/", views.decide, name="decide"),
    path("<int:pk>/proposals/<int:proposal>/correct/", views.correct, name="correct"),
    path("<int:pk>/targets/<int:target>/by-hand/", views.by_hand, name="by-hand"),
    path("<int:pk>/targets/<int:target>/take-back/", views.take_back, name="take-back"),
    path("<int:pk>/confirm-all/", views.confirm_all, name="confirm-all"),
    path("<int:pk>/undo/", views.undo, name="undo"),
    path("<int:pk>/export.xlsx", views.export, name="export"),
]
