"""The pages of figures from files: the form goes out, comes back, is looked at, and written."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from jinxiu.core.actions import open_account
from jinxiu.core.models import Organisation, Post
from jinxiu.plan.facts.measures import actions as measures
from jinxiu.plan.facts.models import ImportRun, Observation
from jinxiu.plan.ledger.models import Responsibility


def _choose(client, data, name="数据.xlsx"):
    return client.post("/facts/import/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_the_form_holds_what_is_asked_once_and_what_is_known(measure, target, row, write, signed_in, now):
    measures.link(None, measure(), [target("T1"), target("T2")], now)
    target("T3", object="别的")
    write([row(as_of="2024-05")])
    answer = signed_in("reporter", name="r2").get("/facts/import/form.xlsx")

    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    heads, *rows = sheet.iter_rows(values_only=True)
    assert [line[0] for line in rows] == ["IV", "T3"]  # one report, many uses: T1 and T2 are not asked for again
    first = dict(zip(heads, rows[0], strict=True))
    assert (first["单位"], first["上次数值"], first["上次截至"].date().isoformat()) == ("亿元", "12 亿元", "2024-05-31")
    assert first["本次数值"] is None
    assert sheet.protection.sheet
    assert [sheet["A1"].protection.locked, sheet["A2"].protection.locked, sheet["F2"].protection.locked] == [
        True,
        True,
        False,
    ]


def test_the_form_of_a_unit_holds_what_it_leads_and_owns(measure, target, signed_in, now):
    unit = Organisation.objects.create(code="U", name="市统计局", kind="department")
    one = target("T1")
    target("T2")
    Responsibility.objects.create(commitment=one.commitment, organisation=unit, role="lead", given_at=now)
    measure("OWN", owner=unit, name="甲")
    measure("ELSE", name="乙")
    text = signed_in("reporter").get("/facts/import/form.csv?unit=U").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [line["编号"] for line in rows] == ["OWN", "T1"]
    assert {line["发布单位"] for line in rows} == {"市统计局"}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_form_comes_back_filled_in(measure, target, signed_in, form):
    measure(name="=固投")
    target("T3")
    client = signed_in("reporter", name="r2")
    data = client.get(f"/facts/import/form.{form}").content
    if form == "xlsx":
        book = load_workbook(io.BytesIO(data))
        assert book.worksheets[0]["B2"].data_type == "s"
        book.worksheets[0]["F2"], book.worksheets[0]["I2"] = 12.5, "2024年6月"
        out = io.BytesIO()
        book.save(out)
        data = out.getvalue()
    else:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        assert lines[1][1] == "'=固投"
        lines[1][5], lines[1][8] = "12.5", "2024年6月"
        out = io.StringIO()
        csv.writer(out).writerows(lines)
        data = out.getvalue().encode("gb18030")
    answer = _choose(client, data, f"表.{form}")
    assert answer.context["run"].state == "ready"
    assert [line["new"] for line in answer.context["page"]] == ["12.5 亿元"]


def test_cells_to_correct_are_listed_with_their_place(measure, row, workbook, signed_in):
    measure()
    answer = _choose(signed_in("reporter", name="r2"), workbook([row(value="约12")]))
    page = answer.content.decode()
    assert "C2" in page
    assert "约12" in page
    assert not Observation.objects.exists()


def test_questions_must_be_acknowledged_before_anything_is_written(measure, row, workbook, signed_in):
    measure(kind="share", unit="%")
    client = signed_in("reporter", name="r2")
    answer = _choose(client, workbook([row(value=120, 单位="%")]))
    run = answer.context["run"]
    refused = client.post(f"/facts/import/{run.pk}/confirm/", {"fingerprint": run.fingerprint})
    assert refused.status_code == 422
    assert "超出0至100" in refused.content.decode()
    done = client.post(
        f"/facts/import/{run.pk}/confirm/", {"fingerprint": run.fingerprint, "acknowledged": "on"}, follow=True
    )
    assert done.context["run"].state == "done"
    fact = Observation.objects.get()
    assert fact.questions.get().kind == "out-of-range"
    page = client.get(f"/facts/{fact.pk}/").content.decode()
    assert "超出0至100" in page
    assert "/facts/measures/of/IV/" in page


def test_a_file_beyond_the_limit_is_refused_with_the_limit(measure, signed_in, settings):
    settings.FIGURES_MAX_BYTES = 1000
    answer = signed_in("reporter").post("/facts/import/", {"file": SimpleUploadedFile("a.csv", b"x" * 5000)})
    assert (answer.status_code, ImportRun.objects.count()) == (413, 0)


def test_the_unit_of_the_account_is_chosen_and_named_as_source(measure, row, workbook, now, db):
    from django.test import Client

    unit = Organisation.objects.create(code="U", name="市统计局", kind="department")
    post = Post.objects.create(code="P", title="统计岗", organisation=unit)
    client = Client()
    client.force_login(
        open_account("who", ["reporter"], now, post=post), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert 'value="U" selected' in client.get("/facts/import/").content.decode()
    measure()
    answer = _choose(client, workbook([row(来源=None)]))
    assert answer.context["page"][0]["source"] == "市统计局填报"


def test_who_only_reads_sees_none_of_it(db, signed_in):
    client = signed_in("viewer")
    assert [client.get(path).status_code for path in ("/facts/import/", "/facts/import/form.xlsx")] == [403, 403]
    assert signed_in("reporter").get("/facts/import/99/").status_code == 404


@pytest.mark.parametrize("path", ["/facts/import/", "/facts/import/form.csv", "run"])
def test_pages_ask_as_often_for_many_as_for_few(measure, target, row, write, bring, signed_in, path, now):
    client = signed_in("reporter", name="r2")

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    def grow(numbers: range) -> str:
        for n in numbers:
            measures.link(None, measure(f"M{n}", name=f"指标{n}"), [target(f"T{n}")], now)
        run = write([row(f"M{n}", value=n) for n in numbers])
        return f"/facts/import/{run.pk}/" if path == "run" else path

    few = asked(grow(range(1, 4)))
    assert asked(grow(range(4, 20))) == few <= 20


def test_a_file_of_figures_may_be_larger_than_a_document(measure, row, workbook, signed_in, settings):
    measure()
    data = workbook([row()])
    settings.UPLOAD_MAX_BYTES = len(data) - 1
    assert _choose(signed_in("reporter", name="r2"), data).context["run"].state == "ready"


def test_a_confirmation_sent_again_says_that_it_was_done(measure, row, workbook, signed_in):
    measure()
    client = signed_in("reporter", name="r2")
    run = _choose(client, workbook([row()])).context["run"]
    address, word = f"/facts/import/{run.pk}/confirm/", {"fingerprint": run.fingerprint}
    assert "只写入一次" not in client.post(address, word, follow=True).content.decode()
    assert "只写入一次" in client.post(address, word, follow=True).content.decode()
    assert Observation.objects.count() == 1
