"""Addresses of this room. Each has two parts or more, so that none is taken for the code of a project."""

from django.urls import path

from jinxiu.plan.projects.views import keeping, pictures, reporting, spending, tables

app_name = "projects"
urlpatterns = [
    path("view/funnel/", pictures.funnel_page, name="funnel"),
    path("view/gantt/", pictures.gantt_page, name="gantt"),
    path("view/map/", pictures.map_page, name="map"),
    path("view/add/", keeping.add, name="add"),
    path("table/in/", tables.bring_back, name="table-in"),
    path("table/<str:sha256>/look/", tables.preview, name="table"),
    path("table/<str:sha256>/apply/", tables.apply, name="table-apply"),
    path("table/<str:name>.<str:form>", tables.export, name="export"),
    path("<str:code>/correct/", keeping.correct, name="correct"),
    path("<str:code>/link/", keeping.link, name="link"),
    path("<str:code>/unlink/<str:target>/", keeping.unlink, name="unlink"),
    path("<str:code>/block/", keeping.block, name="block"),
    path("<str:code>/blockers/<int:pk>/close/", keeping.unblock, name="unblock"),
    path("<str:code>/blockers/<int:pk>/correct/", keeping.correct_blocker, name="correct-blocker"),
    path("<str:code>/take-back/", keeping.take_back, name="take-back"),
    path("<str:code>/plan-step/", reporting.plan_step, name="plan-step"),
    path("<str:code>/report-step/", reporting.report_step, name="report-step"),
    path("<str:code>/steps/<int:rung>/correct/", reporting.correct_step, name="correct-step"),
    path("<str:code>/plan-money/", spending.plan_money, name="plan-money"),
    path("<str:code>/report-money/", spending.report_money, name="report-money"),
    path("<str:code>/money/<str:month>/correct/", spending.correct_money, name="correct-money"),
    path("<str:code>/money/<str:month>/verify/", spending.verify_money, name="verify-money"),
]
