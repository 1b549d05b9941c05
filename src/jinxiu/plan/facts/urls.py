"""Addresses of this room."""

from django.urls import path

from jinxiu.plan.facts import views

app_name = "facts"
urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/questions/", views.questions, name="questions"),
    path("verify/", views.verify, name="verify"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/verify/", views.decide, name="decide"),
]
