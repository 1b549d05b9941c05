"""Every address of the site. Rooms own their addresses; the plan of the house is here."""

from django.urls import include, path

urlpatterns = [
    path("", include("jinxiu.desk.urls")),
    path("", include("jinxiu.core.urls")),
    path("api/", include("jinxiu.desk.api.urls")),
    path("documents/", include("jinxiu.plan.documents.urls")),
    path("documents/", include("jinxiu.plan.ledger.comparing.urls")),
    path("review/", include("jinxiu.plan.ledger.urls")),
    path("facts/", include("jinxiu.plan.facts.urls")),
    path("projects/", include("jinxiu.plan.projects.urls")),
    path("outcomes/", include("jinxiu.plan.outcomes.urls")),
]

handler400 = "jinxiu.site.errors.bad_request"
handler403 = "jinxiu.site.errors.permission_denied"
handler404 = "jinxiu.site.errors.not_found"
handler500 = "jinxiu.site.errors.server_error"
