"""A return of single cells through the page: each with its reason, in the thread of its figure, closed otherwise."""

import html

from assessments.models import ReturnedCell, ReviewNote
from tests import make
from townships.models import Role


def give_back(desk, *, expect=302, **fields):
    return desk.post(desk.reviewer, desk.address(desk.first, "return"), expect=expect, **fields)


def test_ticked_figures_go_back_alone_each_with_its_reason(desk):
    fields = {"cell-A2": "on", "why-A2": "纪要缺一份", "cell-section-T": "on", "why-section-T": "请写明问题"}
    give_back(desk, **fields)
    report = desk.report(desk.first)
    assert report.state == "returned"
    cells = ReturnedCell.objects.filter(report=report).order_by("pk")
    assert list(cells.values_list("section", "indicator__code", "note")) == [
        ("A", "A2", "纪要缺一份"),
        ("T", None, "请写明问题"),
    ]
    note = ReviewNote.objects.get(report=report)
    assert (note.indicator.code, note.body, note.author) == ("A2", "纪要缺一份", desk.reviewer)
    assert report.steps.order_by("-pk").first().note == "A2 纪要缺一份\nT 请写明问题"


def test_a_ticked_figure_without_a_reason_is_refused_at_its_field(desk):
    page = give_back(desk, expect=422, **{"cell-A2": "on", "note": "请核对"}).content.decode()
    assert "请写明此项需要修改什么。" in page.split('id="id_return_why-A2-error"')[1].split("</p>")[0]
    assert 'href="#id_return_why-A2"' in page
    assert "checked" in page.split('name="cell-A2"')[1].split(">")[0]
    assert desk.report(desk.first).state == "submitted"
    assert not ReturnedCell.objects.exists()


def test_what_the_portal_counts_itself_has_no_tick(desk):
    page = desk.get(desk.reviewer, desk.address(desk.first))
    assert 'name="cell-A2"' in page
    assert 'name="cell-G2"' not in page
    co_reviewer = make.user(Role.CO_REVIEWER)
    assert 'name="cell-A2"' not in desk.get(co_reviewer, desk.address(desk.first))


def test_the_unit_reads_what_is_open_and_why_and_finds_the_rest_closed(desk):
    give_back(desk, **{"cell-A2": "on", "why-A2": "纪要缺一份"})
    clerk = make.staff(desk.first)[Role.CLERK]
    here = f"/reports/{desk.period.code}/{desk.first.code}/"
    page = html.unescape(desk.get(clerk, here))
    said = page.split('id="returned-h"')[1].split("</ul>")[0]
    assert f'href="{here}sections/A/#line-A2"' in said
    assert "纪要缺一份" in said
    section = desk.get(clerk, f"{here}sections/A/")
    assert "disabled" not in section.split('name="A2-value"')[1].split(">")[0]
    assert "disabled" in section.split('name="A1-ticks"')[1].split(">")[0]
    other = desk.get(clerk, f"{here}sections/F/")
    assert "本部分没有被退回的内容" in other
    assert "disabled" in other.split('name="F1-value"')[1].split(">")[0]
