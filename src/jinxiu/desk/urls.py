"""Addresses of this room."""

from django.urls import path

from jinxiu.desk.views import chains, changes, cockpit, ledger, lights, outlook, parts, projects, targets, waiting

app_name = "desk"
urlpatterns = [
    path("", cockpit.page, name="cockpit"),
    path("ledger/", ledger.page, name="ledger"),
    path("ledger/export.<str:form>", ledger.export, name="ledger-export"),
    path("ledger/tasks.<str:form>", ledger.task_table, name="task-table"),
    path("ledger/side-by-side/", ledger.side_by_side, name="side-by-side"),
    path("changes/", changes.page, name="changes"),
    path("changes/export.xlsx", changes.export, name="changes-export"),
    path("lights/", lights.page, name="lights"),
    path("outlook/", outlook.page, name="outlook"),
    path("outlook/export.xlsx", outlook.export, name="outlook-export"),
    path("outlook/run/", outlook.run, name="outlook-run"),
    path("outlook/track/", outlook.track, name="outlook-track"),
    path("due/", waiting.due, name="due"),
    path("due/export.<str:form>", waiting.due_export, name="due-export"),
    path("silent/", waiting.silent, name="silent"),
    path("silent/export.xlsx", waiting.silent_export, name="silent-export"),
    path("units/", parts.units, name="units"),
    path("units/export.xlsx", parts.export_units, name="units-export"),
    path("units/<str:code>/", parts.unit, name="unit"),
    path("pillars/<str:code>/", parts.pillar, name="pillar"),
    path("commitments/<int:pk>/", targets.commitment, name="commitment"),
    path("commitments/<int:pk>/assign/", targets.assign, name="assign"),
    path("commitments/<int:pk>/pillar/", targets.set_pillar, name="set-pillar"),
    path("responsibilities/<int:pk>/end/", targets.unassign, name="unassign"),
    path("targets/<str:code>/", targets.sheet, name="target"),
    path("projects/", projects.page, name="projects"),
    path("projects/<str:code>/", projects.project, name="project"),
    path("chains/", chains.page, name="chains"),
]
