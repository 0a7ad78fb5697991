"""Notes on a field: written, answered, dealt with; in place with htmx and as a page without."""

import pytest

from assessments.models import IndicatorAssignment, ReviewNote
from assessments.services import notes
from tests import make
from townships.models import Role

HX = {"HX-Request": "true"}


@pytest.fixture
def note(desk) -> ReviewNote:
    desk.post(desk.reviewer, desk.address(desk.first, "notes"), indicator="A2", body="请补会议纪要")
    return ReviewNote.objects.get()


def test_without_scripts_a_note_leads_back_to_its_thread(desk):
    answer = desk.post(desk.reviewer, desk.address(desk.first, "notes"), indicator="A2", body="请补<会议>纪要\n谢谢")
    assert answer["Location"] == f"{desk.address(desk.first)}#thread-A2"
    page = desk.get(desk.reviewer, desk.address(desk.first))
    thread = page.split('id="thread-A2"')[1].split("</tr>")[0]
    assert "请补&lt;会议&gt;纪要<br>谢谢" in thread
    assert "审核员演示甲" in thread
    assert "1条批注未处理" in page


def test_htmx_swaps_the_thread_alone(desk):
    answer = desk.post(
        desk.reviewer, desk.address(desk.first, "notes"), indicator="A2", body="请核对", headers=HX, expect=200
    )
    part = answer.content.decode()
    assert part.startswith('<div class="stack" id="thread-A2">')
    assert "请核对" in part
    assert "<html" not in part


@pytest.mark.parametrize(("body", "message"), [("", "请写下要说的内容"), ("字" * 501, "批注最多500字，现在有501字")])
def test_a_refused_note_comes_back_as_typed(desk, body, message):
    address = desk.address(desk.first, "notes")
    part = desk.post(desk.reviewer, address, indicator="A2", body=body, headers=HX, expect=422).content.decode()
    assert message in part
    assert f">{body}</textarea>" in part
    assert 'aria-invalid="true"' in part
    page = desk.post(desk.reviewer, address, indicator="A2", body=body, expect=422).content.decode()
    assert message in page
    assert page.count(message) == 1
    assert f">{body}</textarea>" in page
    assert not ReviewNote.objects.exists()


def test_a_note_on_the_whole_report(desk):
    answer = desk.post(desk.reviewer, desk.address(desk.first, "notes"), body="总体很好")
    assert answer["Location"].endswith("#thread-all")
    assert ReviewNote.objects.get().indicator is None
    assert "总体很好" in desk.get(desk.reviewer, desk.address(desk.first)).split('id="general-h"')[1]


def test_answers_of_both_sides_stand_in_one_thread(desk, note):
    clerk = make.staff(desk.first)[Role.CLERK]
    first = notes.reply(note, "已上传", by=clerk, at=make.AT)
    desk.post(desk.reviewer, desk.address(desk.first, "notes"), reply_to=first.pk, body="收到", indicator="A2")
    assert set(note.replies.values_list("body", flat=True)) == {"已上传", "收到"}
    thread = desk.get(desk.reviewer, desk.address(desk.first)).split('id="thread-A2"')[1].split("</tr>")[0]
    assert thread.index("请补会议纪要") < thread.index("已上传") < thread.index("收到")


def test_a_thread_is_dealt_with_once_and_then_closed(desk, note):
    address = desk.address(desk.first, f"notes/{note.pk}/settle")
    part = desk.post(desk.reviewer, address, headers=HX, expect=200).content.decode()
    assert "已处理：审核员演示甲" in part
    desk.post(desk.approver, address)
    note.refresh_from_db()
    assert note.resolved_by == desk.reviewer
    refused = desk.post(
        desk.reviewer, desk.address(desk.first, "notes"), reply_to=note.pk, body="再说", headers=HX, expect=422
    )
    assert "这条批注已经处理完毕" in refused.content.decode()
    assert ">再说</textarea>" in refused.content.decode()


def test_a_joint_review_department_writes_on_its_own_indicators_only(desk):
    bureau = make.user(Role.CO_REVIEWER)
    IndicatorAssignment.objects.create(user=bureau, indicator_code="C2")
    address = desk.address(desk.first, "notes")
    desk.post(bureau, address, indicator="C2", body="专利号已核对")
    desk.post(bureau, address, indicator="A2", body="越权", expect=403)
    desk.post(bureau, address, body="越权", expect=403)
    page = desk.get(bureau, desk.address(desk.first))
    assert 'id="note-C2-new"' in page
    assert 'id="note-A2-new"' not in page
    assert "您可以就本部门的指标写批注" in page
    assert list(ReviewNote.objects.values_list("indicator__code", flat=True)) == ["C2"]


def test_notes_only_on_units_assigned_and_by_those_with_the_right(desk, note):
    stranger = make.user(Role.REVIEWER, reviews=[desk.second])
    address = desk.address(desk.first, "notes")
    desk.post(stranger, address, indicator="A2", body="越权", expect=403)
    desk.post(stranger, address, reply_to=note.pk, body="越权", expect=403)
    desk.post(stranger, desk.address(desk.first, f"notes/{note.pk}/settle"), expect=403)
    for person in (*make.staff(desk.first).values(), make.user(Role.LEADER), make.user(Role.AUDITOR)):
        desk.post(person, address, indicator="A2", body="x", expect=403)
    assert ReviewNote.objects.count() == 1


def test_notes_of_other_reports_and_unknown_indicators_are_404(desk, note):
    wrong = desk.address(desk.second, "notes")
    desk.post(desk.reviewer, wrong, reply_to=note.pk, body="x", expect=404)
    desk.post(desk.reviewer, desk.address(desk.second, f"notes/{note.pk}/settle"), expect=404)
    for pk in ("x", "-1", "9" * 30, "٣"):
        desk.post(desk.reviewer, wrong, reply_to=pk, body="x", expect=404)
    desk.post(desk.reviewer, wrong, indicator="Z9", body="x", expect=404)


@pytest.mark.parametrize("which", ["begun", "approved"])
def test_notes_belong_to_a_report_that_was_handed_in_and_not_approved(desk, which):
    unit = getattr(desk, which)
    part = desk.post(
        desk.reviewer, desk.address(unit, "notes"), indicator="A2", body="写好的话", headers=HX, expect=422
    ).content.decode()
    assert "写好的话" in part
    assert "报表待审核或已退回时才能写批注" in part
    assert not ReviewNote.objects.exists()


def test_a_note_cannot_hold_what_cannot_be_stored(desk):
    with pytest.raises(notes.NoteRefused):
        notes.add_note(desk.report(desk.first), None, "a\x00b", by=desk.reviewer, at=make.AT)
