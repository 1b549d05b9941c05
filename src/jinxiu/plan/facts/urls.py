"""Addresses of this room."""

from django.urls import include, path

from jinxiu.plan.facts import views
from jinxiu.plan.facts.intake.filling_views import fill

app_name = "facts"
urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/questions/", views.questions, name="questions"),
    path("verify/", views.verify, name="verify"),
    path("measures/", include("jinxiu.plan.facts.measures.urls")),
    path("fill/", fill, name="fill"),
    path("import/", include("jinxiu.plan.facts.intake.urls")),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/verify/", views.decide, name="decide"),
]
