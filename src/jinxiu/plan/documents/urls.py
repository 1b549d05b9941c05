"""Addresses of this room."""

from django.urls import path

from jinxiu.plan.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.document_list, name="list"),
    path("hand-in/", views.hand_in, name="hand-in"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/read-again/", views.read_again, name="read-again"),
]
