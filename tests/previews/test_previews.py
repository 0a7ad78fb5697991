"""What a job finds in an uploaded file: pages, measures, title, pictures; what cannot be opened says so."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from assessments.models import Evidence, Objection
from assessments.services.evidence import add_evidence
from assessments.services.scoring import score_period
from assessments.tasks import request_lacking_previews
from talentportal.core import clock
from talentportal.core.models import FilePreview
from talentportal.core.models.jobs import Job
from talentportal.core.previews.taking import picture_of
from talentportal.core.services.files import discard
from talentportal.core.services.jobs import run_job
from tests import make
from townships.models import Role

from . import files

CASES = {
    "minutes.pdf": (files.pdf(), {"pages": 3, "pictures": 3, "title": "示例纪要", "error": ""}),
    "photo.jpg": (files.photograph(), {"pages": 1, "width": 400, "height": 200, "error": ""}),
    "contract.docx": (files.document(), {"pages": None, "pictures": 0, "title": "示例合同", "error": ""}),
    "declared.docx": (files.document('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), {"title": "", "error": ""}),
    "broken.pdf": (b"%PDF-1.4 minutes", {"pages": None, "pictures": 0, "error": "damaged"}),
    "bomb.png": (files.bomb(), {"pictures": 0, "error": "large"}),
    "cut.jpg": (files.photograph()[:300], {"pictures": 0, "error": "damaged"}),
}


@pytest.fixture
def report(db, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    return make.filled_report(make.period(2014, 3), make.township())


def added(report, name: str, content: bytes, indicator: str = "A2") -> Evidence:
    about = report.period.scheme.indicators.get(code=indicator)
    clerk = make.staff(report.township)[Role.CLERK]
    return add_evidence(report, about, SimpleUploadedFile(name, content), by=clerk, at=make.AT)


def sign(report) -> None:
    """Checked and signed, so that it is the district's to look at."""
    people = make.staff(report.township)
    hands = {"checked_by": people[Role.DEPUTY], "signed_by": people[Role.SECRETARY]}
    moments = {"first_submitted_at": make.AT, "submitted_at": make.AT}
    type(report).objects.filter(pk=report.pk).update(state="submitted", **hands, **moments)


def run_waiting() -> None:
    for pk in Job.objects.filter(kind="preview", state="queued").values_list("pk", flat=True):
        run_job(pk, at=make.AT, clock=lambda: make.AT)


@pytest.mark.parametrize("name", CASES)
def test_a_job_looks_into_each_kind_of_file(report, name):
    content, expected = CASES[name]
    paper = added(report, name, content)
    run_waiting()
    preview = FilePreview.objects.get(digest=paper.sha256)
    assert {field: getattr(preview, field) for field in expected} == expected
    assert [picture_of(paper.sha256, n).exists() for n in range(preview.pictures + 1)] == [bool(preview.pictures)] + [
        True
    ] * preview.pictures


def test_pictures_are_upright_and_keep_nothing_hidden(report):
    paper = added(report, "photo.jpg", files.photograph())
    run_waiting()
    with Image.open(picture_of(paper.sha256, 1)) as page:
        assert page.size == (200, 400)
        assert not page.getexif()
    assert "示例相机".encode() not in picture_of(paper.sha256, 1).read_bytes()


def test_each_page_has_its_own_picture(report):
    paper = added(report, "minutes.pdf", files.pdf())
    run_waiting()
    greys = [Image.open(io.BytesIO(picture_of(paper.sha256, n).read_bytes())).getpixel((30, 30))[0] for n in (1, 2, 3)]
    assert greys == sorted(greys, reverse=True)
    assert len(set(greys)) == 3


def test_the_same_file_is_looked_into_once(report):
    added(report, "a.pdf", files.pdf(), "A2")
    added(report, "b.pdf", files.pdf(), "G1")
    assert Job.objects.filter(kind="preview").count() == 1
    run_waiting()
    assert FilePreview.objects.count() == 1


def test_files_that_nobody_looked_into_are_found_by_the_sweep(report):
    paper = added(report, "a.pdf", files.pdf())
    Job.objects.all().delete()
    request_lacking_previews()
    request_lacking_previews()
    assert Job.objects.filter(kind="preview").count() == 1
    run_waiting()
    request_lacking_previews()
    assert not Job.objects.filter(kind="preview", state="queued").exists()
    assert FilePreview.objects.get().digest == paper.sha256


def test_what_was_found_goes_with_the_content(report):
    paper = added(report, "a.pdf", files.pdf())
    run_waiting()
    Evidence.objects.all().delete()
    discard(paper.sha256)
    assert not FilePreview.objects.exists()
    assert not picture_of(paper.sha256, 1).exists()


# --- the pages ---


@pytest.fixture
def shown(report, client):
    """A file of three pages behind A2, looked into, and the clerk who added it."""
    paper = added(report, "minutes.pdf", files.pdf())
    run_waiting()
    client.force_login(make.staff(report.township)[Role.CLERK])
    return paper, f"/reports/2014Q3/{report.township.code}/evidence/{paper.pk}/"


def test_pages_are_turned_and_the_one_that_shows_the_figure_is_named(report, client, shown):
    paper, address = shown
    first = client.get(f"{address}pages/0/").content.decode()
    assert f"{address}pages/1.webp" in first
    assert f"{address}pages/2/" in first
    assert client.get(f"{address}pages/4/").status_code == 404
    assert client.post(f"{address}place/", {"page": "2"}).status_code == 302
    paper.refresh_from_db()
    assert paper.page == 2
    assert f"{address}pages/2.webp" in client.get(f"{address}pages/0/").content.decode()
    assert client.post(f"{address}place/", {"page": "9"}).status_code == 404
    section = client.get(f"/reports/2014Q3/{report.township.code}/sections/A/").content.decode()
    assert f"{address}pages/0.webp" in section
    assert "见第2页" in section


def test_a_picture_runs_nothing_and_is_kept_by_nobody(client, shown):
    answer = client.get(f"{shown[1]}pages/1.webp")
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert b"".join(answer).startswith(b"RIFF")


def test_a_file_that_cannot_be_opened_says_so_to_both_sides(report, client):
    paper = added(report, "broken.pdf", b"%PDF-1.4 minutes")
    run_waiting()
    client.force_login(make.staff(report.township)[Role.CLERK])
    address = f"/reports/2014Q3/{report.township.code}/"
    assert "无法打开" in client.get(f"{address}sections/A/").content.decode()
    assert "可能已损坏" in client.get(f"{address}evidence/{paper.pk}/pages/0/").content.decode()


def test_the_page_is_not_named_once_the_report_is_signed(report, client, shown):
    sign(report)
    assert client.post(f"{shown[1]}place/", {"page": "2"}).status_code == 409
    shown[0].refresh_from_db()
    assert shown[0].page is None


def test_the_reviewer_sees_pages_and_where_else_the_file_stands(report, client, shown):
    other = make.filled_report(report.period, make.township(name_zh="示例邻镇"))
    added(other, "copy.pdf", files.pdf(), "G1")
    reviewer = make.user(Role.REVIEWER, reviews=[report.township])
    client.force_login(reviewer)
    sign(report)
    page = client.get(f"/review/2014Q3/{report.township.code}/").content.decode()
    assert f"{shown[1]}pages/0.webp" in page
    assert "同一文件：示例邻镇" in page
    assert client.get(f"{shown[1]}pages/1/").status_code == 200


def test_a_unit_learns_that_a_file_is_used_elsewhere_but_not_by_whom(report, client, shown):
    other = make.filled_report(report.period, make.township(name_zh="示例邻镇"))
    added(other, "copy.pdf", files.pdf(), "G1")
    checks = client.get(f"/reports/2014Q3/{report.township.code}/check/").content.decode()
    assert "另一家单位" in checks
    assert "示例邻镇" not in checks


def test_a_file_of_another_units_objection_is_flagged(report, client, shown):
    other = make.filled_report(report.period, make.township(name_zh="示例邻镇")).township
    secretary = make.staff(other)[Role.SECRETARY]
    filed = {"filed_by": secretary, "filed_at": make.AT, "due_on": make.AT.date()}
    run = score_period(report.period, at=make.AT)
    objection = Objection.objects.create(run=run, township=other, line="A2", grounds="示例", **filed)
    kind = {"name": "示例.pdf", "sha256": shown[0].sha256, "size": 8, "content_type": "application/pdf"}
    objection.files.create(uploaded_by=secretary, uploaded_at=make.AT, **kind)
    section = client.get(f"/reports/2014Q3/{report.township.code}/sections/A/").content.decode()
    assert "同一文件：另一家单位：异议材料" in section
    sign(report)
    client.force_login(make.user(Role.REVIEWER, reviews=[report.township]))
    assert "示例邻镇：异议材料" in client.get(f"/review/2014Q3/{report.township.code}/").content.decode()
    department = make.user(Role.CO_REVIEWER)
    department.indicator_assignments.create(indicator_code="A2")
    client.force_login(department)
    page = client.get(f"/review/2014Q3/{report.township.code}/").content.decode()
    assert "另一家单位：异议材料" in page
    assert "示例邻镇" not in page


def test_one_file_behind_two_figures_needs_a_word(report, client, shown):
    added(report, "again.pdf", files.pdf(), "G1")
    checks = client.get(f"/reports/2014Q3/{report.township.code}/check/").content.decode()
    assert "附件与“" in checks
