"""Keeping a section while it is typed: field by field, together with others, and never over what they typed."""

import json

import pytest

from assessments.models import ReportLine, ReportPreparer, ReportSection
from talentportal.core.models import AuditEntry


@pytest.fixture
def save(client, address, report, people):
    def post(typed, base, *, section="F", who="clerk", expect=200):
        client.force_login(people[who])
        body = json.dumps({"typed": typed, "base": base})
        answer = client.post(address("section-autosave", section), body, content_type="application/json")
        assert answer.status_code == expect, answer.content.decode()
        return answer.json()

    return post


def line(report, code="F1"):
    return ReportLine.objects.get(report=report, indicator__code=code)


def section(report, code="F"):
    return ReportSection.objects.get(report=report, code=code)


def test_a_typed_figure_is_kept_and_the_section_is_not_complete(save, report, people):
    answer = save({"F1-value": "7"}, {"F1-value": "0"})
    assert (answer["version"], answer["errors"], answer["values"]["F1-value"]) == (1, {}, "7")
    assert line(report).value == 7
    kept = section(report)
    assert (kept.version, kept.is_complete, kept.draft, kept.saved_by) == (1, False, {}, people["clerk"])
    assert AuditEntry.objects.get(action="assessments.edit_report").detail["changed"]["F1-value"] == [None, "7"]
    assert ReportPreparer.objects.filter(report=report, user=people["clerk"]).exists()


def test_two_officials_in_different_fields_both_stand(save, report):
    save({"F1-value": "7"}, {"F1-value": "0"})
    answer = save({"F1-reason": "下半年集中走访"}, {"F1-reason": ""}, who="deputy")
    assert answer["values"]["F1-value"] == "7"
    assert (line(report).value, line(report).reason) == (7, "下半年集中走访")


def test_the_same_field_is_a_conflict_that_writes_nothing(save, report, people):
    save({"F1-value": "7"}, {"F1-value": "0"})
    answer = save({"F1-value": "9", "F1-reason": "补记"}, {"F1-value": "0", "F1-reason": ""}, who="deputy", expect=409)
    assert (answer["theirs"], answer["by"]) == ({"F1-value": "7"}, people["clerk"].name)
    assert (line(report).value, line(report).reason) == (7, "")
    assert section(report).version == 1
    save({"F1-value": "9"}, {"F1-value": "7"}, who="deputy")
    assert line(report).value == 9


def test_a_full_width_figure_is_no_conflict_with_oneself(save, report):
    save({"F1-value": "１７"}, {"F1-value": "0"})
    save({"F1-value": "18"}, {"F1-value": "１７"})
    assert line(report).value == 18


def test_who_has_the_section_open_is_told_and_what_changed_meanwhile(save, client, address, people):
    save({"F1-value": "7"}, {"F1-value": "0"})

    def here(who, version):
        client.force_login(people[who])
        body = json.dumps({"version": version})
        return client.post(address("section-present", "F"), body, content_type="application/json").json()

    assert here("clerk", 1) == {"others": [], "version": 1}
    seen = here("deputy", 0)
    assert (seen["others"], seen["values"]["F1-value"]) == ([people["clerk"].name], "7")
    assert here("clerk", 1)["others"] == [people["deputy"].name]


def test_the_same_answer_of_both_is_no_conflict(save, report):
    save({"F1-value": "7"}, {"F1-value": "0"})
    assert save({"F1-value": "7"}, {"F1-value": "0"}, who="deputy")["version"] == 1


def test_what_is_no_figure_yet_is_kept_and_shown_with_its_error(save, report, client, address):
    save({"F1-value": "7"}, {"F1-value": "0"})
    ReportSection.objects.filter(report=report, code="F").update(is_complete=True)
    answer = save({"F1-value": "七"}, {"F1-value": "7"})
    assert "F1-value" in answer["errors"]
    kept = section(report)
    assert (kept.draft, kept.is_complete, line(report).value) == ({"F1-value": "七"}, False, 7)
    page = client.get(address("report-section", "F")).content.decode()
    assert 'value="七"' in page
    assert 'id="id_F1-value-error"' in page
    save({"F1-value": "8"}, {"F1-value": "七"})
    assert (section(report).draft, line(report).value) == ({}, 8)


def test_remarks_and_the_header_are_kept_too(save, report):
    save({"highlights": "与高校共建工作站"}, {"highlights": ""}, section="T")
    report.refresh_from_db()
    assert (report.highlights, section(report, "T").version) == ("与高校共建工作站", 1)


def test_saving_the_page_ends_the_draft(save, report, client, address):
    save({"F1-value": "七"}, {"F1-value": "0"})
    data = {"version": "1", "is_complete": "later", "F1-value": "3"}
    assert client.post(address("report-section", "F"), data).status_code == 302
    assert (section(report).draft, line(report).value) == ({}, 3)


@pytest.mark.parametrize("body", ["", "[]", '{"typed": {}}', '{"typed": {"F1-value": 1}, "base": {}}'])
def test_anything_else_is_refused(client, clerk, address, body):
    answer = client.post(address("section-autosave", "F"), body, content_type="application/json")
    assert answer.status_code == 400


def test_a_closed_report_keeps_what_it_has(save, report):
    type(report).objects.filter(pk=report.pk).update(state="ready")
    assert save({"F1-value": "7"}, {"F1-value": "0"}, expect=403)["message"]
    assert line(report).value is None


def test_an_expired_sign_in_is_said_in_a_way_that_a_script_understands(client, report, address):
    where = address("section-autosave", "F")
    asked = {"content_type": "application/json", "headers": {"accept": "application/json"}}
    assert client.post(where, "{}", **asked).status_code == 401
    assert client.post(where, "{}", content_type="application/json").status_code == 302
