"""Addresses of this room."""

from django.urls import path

from jinxiu.core import views

app_name = "core"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/link/<str:token>/", views.sign_in_by_link, name="sign-in-by-link"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("account/", views.account, name="account"),
    path("language/", views.language, name="language"),
    path("evidence/<str:sha256>/", views.evidence_file, name="evidence-file"),
    path("audit/", views.audit_trail, name="audit"),
]
