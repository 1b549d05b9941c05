"""Addresses of the task table, within those of the ledger."""

from django.urls import path

from jinxiu.plan.ledger.tasktable import views

urlpatterns = [
    path("<int:pk>/table.<str:form>", views.export, name="table-out"),
    path("tables/", views.bring_back, name="table-in"),
    path("tables/<str:sha256>/", views.preview, name="table"),
    path("tables/<str:sha256>/apply/", views.apply, name="table-apply"),
]
