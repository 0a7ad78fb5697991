"""The circular of a published run: exact figures, the office's words, and the file that is handed out."""

import hashlib

import pytest

from assessments.models import Circular, Paper
from assessments.papers.circular import content_of
from assessments.services.scoring import score_period
from talentportal.core.models import AuditEntry
from tests import make
from tests.assessments.results.table import standings
from townships.models import Role

from .reading import content, made, pages, run_waiting, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return signed_in(make.user(Role.REVIEWER))


@pytest.fixture
def units():
    return [make.township(name_zh=f"演示{n}镇", name_en=f"Demo Town {n}") for n in "甲乙丙丁戊"]


@pytest.fixture
def run(units):
    """丁 rises from the fourth place to the first, 甲 falls from the first to the fourth."""
    one, two, three, four, five = units
    spring, summer = make.period(2014, 1), make.period(2014, 2)
    standings(spring, {one: "91.00", two: "80.00", three: "75.50", four: "70.00", five: "50.00"})
    return standings(summer, {four: "92.35", two: "85.00", three: "78.25", one: "75.00", five: "51.00"})


def told(run) -> dict[str, str]:
    return {section.heading.partition("、")[2]: "".join(section.paragraphs) for section in content_of(run).sections}


def test_the_sentences_are_made_from_the_published_run(run):
    sections = told(run)
    assert sections["总体情况"] == (
        "全区得分中位数78.25分，比上季度提高2.75分。"
        "列前三位的是演示丁镇（92.35分）、演示乙镇（85.00分）、演示丙镇（78.25分）。"
    )
    assert sections["名次变动"] == "演示丁镇上升3位。"
    assert "演示甲镇" in sections["提醒事项"]
    assert "下降3位及以上的有演示甲镇。" in sections["提醒事项"]


def test_the_page_shows_every_unit_with_its_exact_scores(run, office):
    page = office.get(f"/runs/{run.pk}/circular/").content.decode()
    assert "关于2014年二季度" in page
    for total in ("92.35", "85.00", "78.25", "75.00", "51.00"):
        assert f"<td>{total}</td>" in page
    assert " style=" not in page


def test_the_office_writes_its_own_words_and_never_over_somebody_elses(run, office):
    address = f"/runs/{run.pk}/circular/edit/"
    assert office.get(address).status_code == 200
    assert not Circular.objects.exists()
    words = {"title": "关于二季度考核情况的通报", "demands": "请各单位抓紧。\n按时报送。", "version": "0"}
    assert office.post(address, words).status_code == 302
    page = office.get(f"/runs/{run.pk}/circular/").content.decode()
    assert "关于二季度考核情况的通报" in page
    assert "<p>请各单位抓紧。</p>" in page
    assert "<p>按时报送。</p>" in page
    stale = office.post(address, {**words, "title": "另一标题"})
    assert stale.status_code == 409
    assert "另一标题" in stale.content.decode()
    assert Circular.objects.get().title == "关于二季度考核情况的通报"
    assert AuditEntry.objects.filter(action="assessments.edit_circular").count() == 1


def test_words_without_a_title_are_refused(run, office):
    answer = office.post(f"/runs/{run.pk}/circular/edit/", {"title": "", "version": "0"})
    assert answer.status_code == 422
    assert not Circular.objects.exists()


def test_the_file_holds_the_figures_and_its_check_code(run, office):
    paper = made(office, f"/runs/{run.pk}/circular/print/")
    pdf = content(office, paper)
    assert hashlib.sha256(pdf).hexdigest() == paper.sha256
    read = pages(pdf)
    assert len(read) == paper.pages
    whole = "".join(read)
    for word in ("演示丁镇", "92.35", "75.00", "比上季度提高2.75分", paper.code[:4], paper.code[8:]):
        assert word in whole
    page = office.get(f"/papers/{paper.pk}/").content.decode()
    assert f"/papers/{paper.pk}/file/" in page


def test_what_was_handed_out_never_changes(run, office):
    first = made(office, f"/runs/{run.pk}/circular/print/")
    before = content(office, first)
    first.job.state = "queued"
    first.job.save()
    run_waiting()
    second = made(office, f"/runs/{run.pk}/circular/print/")
    assert first.code != second.code
    assert content(office, Paper.objects.get(pk=first.pk)) == before


def test_in_english_the_paper_is_english(run, office):
    office.cookies["django_language"] = "en"
    paper = made(office, f"/runs/{run.pk}/circular/print/")
    whole = "".join(pages(content(office, paper)))
    assert paper.language == "en"
    assert "DemoTown丁" in whole
    assert "Themedianofthetotalsis78.25" in whole


def test_only_a_published_run_has_a_circular(units, office):
    run = score_period(make.period(2014, 3), at=make.AT)
    assert office.get(f"/runs/{run.pk}/circular/").status_code == 404
    assert office.post(f"/runs/{run.pk}/circular/print/").status_code == 404


def test_the_circular_is_written_and_printed_by_the_office(run, units):
    clerk = signed_in(make.user(Role.CLERK, township=units[0]))
    assert clerk.get(f"/runs/{run.pk}/circular/edit/").status_code == 403
    assert clerk.post(f"/runs/{run.pk}/circular/print/").status_code == 403
    assert not Paper.objects.exists()


def test_everybody_who_reads_results_reads_the_circular_and_takes_the_file_that_was_handed_out(office, run, units):
    address = f"/runs/{run.pk}/circular/"
    for role in (Role.CLERK, Role.SECRETARY):
        reader = signed_in(make.user(role, township=units[0]))
        page = reader.get(address)
        assert page.status_code == 200
        assert "演示丁镇上升3位" in page.content.decode()
        assert "edit" not in page.content.decode().split("<main")[1].split("</main")[0]
        assert reader.get(f"{address}file.pdf").status_code == 404, "nothing was handed out yet"
        assert reader.post(f"{address}print/").status_code == 403
    paper = made(office, f"{address}print/")
    leader = signed_in(make.user(Role.LEADER))
    assert f"{address}file.pdf" in leader.get(address).content.decode()
    taken = b"".join(leader.get(f"{address}file.pdf").streaming_content)
    assert hashlib.sha256(taken).hexdigest() == paper.sha256
    assert f'href="{address}"' in leader.get(f"/ranking/{run.period.code}/").content.decode()


def test_a_circular_of_a_result_that_was_replaced_says_so(office, run, units):
    assert content_of(run).replaced_by is None
    newer = standings(run.period, dict.fromkeys(units, "60.00"), version=2)
    assert content_of(run).replaced_by == 2
    assert content_of(newer).replaced_by is None
    page = office.get(f"/runs/{run.pk}/circular/").content.decode()
    assert "已被第2版取代" in page
    assert "".join(pages(content(office, made(office, f"/runs/{run.pk}/circular/print/")))).count("已被第2版取代") == 1
