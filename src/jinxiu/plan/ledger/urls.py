"""Addresses of this room."""

from django.urls import include, path

from jinxiu.plan.ledger import views, views_keeping
from jinxiu.plan.ledger.corrections import views as corrections

app_name = "ledger"
urlpatterns = [
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/drafts/<int:draft>/decide/", views.decide, name="decide"),
    path("<int:pk>/drafts/<int:draft>/edit/", views.edit, name="edit"),
    path("<int:pk>/drafts/<int:draft>/split/", views.split, name="split"),
    path("<int:pk>/add/", views.add, name="add"),
    path("<int:pk>/confirm-rest/", views.confirm_rest, name="confirm-rest"),
    path("<int:pk>/undo/", views.undo, name="undo"),
    path("corrections/", corrections.page, name="corrections"),
    path("corrections/export.<str:form>", corrections.export, name="corrections-export"),
    path("<int:pk>/corrections/", corrections.page, name="corrections"),
    path("<int:pk>/corrections/export.<str:form>", corrections.export, name="corrections-export"),
    path("targets/<int:pk>/revise/", views_keeping.revise, name="revise"),
    path("", include("jinxiu.plan.ledger.tasktable.urls")),
]
