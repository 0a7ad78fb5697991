"""The register rows of a report over REST: the same form, services and words as on the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Report, ReportRow, ReturnedCell
from experts.models import EventParticipation, Placement
from tests import make
from townships.models import CommitteeSession, Role

BASE = "/api/v1/reports/2014Q3/330212006/"
SESSION = {"held_on": "2014-08-05", "topic": "演示议题", "chair": "演示甲", "attendees": 9, "has_minutes": True}


@pytest.fixture
def people(district, rest, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr("talentportal.core.clock.now", lambda: make.AT)
    people = {role: rest(user) for role, user in make.staff(district.first).items()}
    people["reviewer"] = rest(make.user(Role.REVIEWER, reviews=[district.first]))
    people["stranger"] = rest(make.user(Role.CLERK, township=district.second))
    return people


@pytest.fixture
def clerk(people):
    return people[Role.CLERK]


def send(client, method, address, status, body=None):
    answer = getattr(client, method)(f"{BASE}{address}", body or {}, content_type="application/json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json() if answer.content else None


def test_a_row_is_entered_corrected_proven_and_withdrawn(clerk):
    made = send(clerk, "post", "rows/session/", 201, {"values": SESSION})
    assert (made["origin"], made["is_verified"], made["version"], made["section"]) == ("entered", False, 1, "A")
    assert made["values"]["attendees"] == "9"
    one = f"rows/session/{made['id']}/"
    changed = send(clerk, "patch", one, 200, {"version": 1, "values": {"attendees": 12}})
    assert (changed["values"]["attendees"], changed["values"]["topic"], changed["version"]) == ("12", "演示议题", 2)
    stale = send(clerk, "patch", one, 409, {"version": 1, "values": {"attendees": 13}})
    assert stale["errors"][0]["code"] == "stale"
    assert "2" in stale["errors"][0]["detail"], "the version to send again"
    assert CommitteeSession.objects.get().attendees == 12
    paper = SimpleUploadedFile("minutes.pdf", b"%PDF-1.4 rest")
    assert clerk.post(f"{BASE}{one}evidence/", {"file": paper}).status_code == 201
    listed = [row for row in clerk.get(f"{BASE}rows/").json() if row["kind"] == "session"]
    assert [row["files"] for row in listed if row["id"] == made["id"]] == [["minutes.pdf"]]
    version = listed[-1]["version"]
    assert clerk.delete(f"{BASE}{one}?version={version + 5}").status_code == 409
    assert clerk.delete(f"{BASE}{one}").status_code == 400, "a version is asked for"
    assert clerk.delete(f"{BASE}{one}?version={version}").status_code == 204
    assert not CommitteeSession.objects.filter(pk=made["id"]).exists()


def test_what_the_form_refuses_is_named_by_its_field(clerk):
    errors = send(clerk, "post", "rows/session/", 400, {"values": SESSION | {"held_on": "2014-01-05", "chair": 7}})
    assert [error["attr"] for error in errors["errors"]] == ["values.held_on"]
    errors = send(clerk, "post", "rows/session/", 400, {"values": SESSION | {"verified_at": "2014-01-05"}})
    assert [error["attr"] for error in errors["errors"]] == ["values.verified_at"]
    send(clerk, "post", "rows/expert/", 404, {"values": {}})
    send(clerk, "post", "rows/nothing/", 404, {"values": {}})


def test_a_known_row_is_confirmed_or_disputed(clerk, district):
    landing = make.placement(make.expert(), district.first, starts_on=make.AT.date().replace(month=8))
    Placement.objects.filter(pk=landing.pk).update(verified_at=make.AT)
    address = f"rows/expert/{landing.pk}/answer/"
    send(clerk, "post", address, 400, {"version": 0, "is_agreed": False})
    said = send(clerk, "post", address, 200, {"version": 0, "is_agreed": False, "reason": "演示：已离开"})
    assert (said["is_agreed"], said["reason"], said["version"]) == (False, "演示：已离开", 1)
    assert send(clerk, "post", address, 409, {"version": 0, "is_agreed": True})["errors"][0]["code"] == "stale"
    assert ReportRow.objects.get(kind="expert").is_agreed is False


def test_persons_are_masked_for_whom_they_are_on_the_page(people, district, rest):
    landing = make.placement(make.expert(), district.first, starts_on=make.AT.date().replace(month=8))
    Placement.objects.filter(pk=landing.pk).update(verified_at=make.AT)
    name = landing.expert.name
    seen = {who: client.get(f"{BASE}rows/").content.decode() for who, client in people.items() if who != "stranger"}
    assert name in seen[Role.CLERK]
    leader = rest(make.user(Role.LEADER))
    assert name not in leader.get(f"{BASE}rows/").content.decode()


def test_the_checks_are_told_without_a_step(clerk, people):
    made = send(clerk, "post", "rows/session/", 201, {"values": SESSION})
    found = clerk.get(f"{BASE}checks/", headers={"Accept-Language": "zh-Hans"}).json()
    paper = next(one for one in found if one["rule"] == "V23" and one["row"] == made["id"])
    assert (paper["severity"], paper["section"], paper["kind"]) == ("block", "A", "session")
    assert paper["anchor"] == f"row-session-{made['id']}"
    assert paper["url"].endswith(f"/A/#row-session-{made['id']}")
    assert "纪要" in paper["message"]
    english = clerk.get(f"{BASE}checks/", headers={"Accept-Language": "en"}).json()
    assert any("minutes" in one["message"] for one in english)
    assert people["stranger"].get(f"{BASE}checks/").status_code == 404


def test_the_checks_tell_what_is_unusual_as_a_hint(clerk, people, district):
    for year, quarter in ((2013, 1), (2013, 2), (2013, 3), (2013, 4)):
        make.approved_report(make.period(year, quarter), district.first, values={"A2": 1, "G1": 2})
    make.filled_report(district.open, district.first, values={"A2": 1, "G1": 90})
    found = clerk.get(f"{BASE}checks/", headers={"Accept-Language": "zh-Hans"}).json()
    (hint,) = [one for one in found if one["severity"] == "hint"]
    assert (hint["indicator"], "个已审定季度" in hint["message"]) == ("G1", True)


def test_who_disputes_a_row_says_why(clerk, district):
    day = make.AT.date().replace(month=8)
    landing = make.placement(make.expert(), district.first, starts_on=day)
    Placement.objects.filter(pk=landing.pk).update(verified_at=make.AT)
    answer = f"rows/expert/{landing.pk}/answer/"
    refused = send(clerk, "post", answer, 400, {"version": 0, "is_agreed": False, "reason": " "})
    assert "reason" in str(refused)
    assert send(clerk, "post", answer, 200, {"version": 0, "is_agreed": False, "reason": "重复"})["is_agreed"] is False


def test_a_participation_may_bring_an_event_that_no_register_holds(clerk, district):
    firm = make.enterprise(district.first)
    told = {"enterprise": firm.pk, "intents": 2, "event_name": "示例洽谈会", "event_level": "municipal"}
    refused = send(clerk, "post", "rows/participation/", 400, {"values": told | {"event_on": "2014-05-05"}})
    assert "event_on" in str(refused)
    send(clerk, "post", "rows/participation/", 201, {"values": told | {"event_on": "2014-08-05"}})
    row = EventParticipation.objects.get()
    assert (row.event.name, row.event.level, row.is_verified) == ("示例洽谈会", "municipal", False)


def test_a_return_names_cells_and_is_refused_over_what_was_not_seen(people, district):
    report = Report.objects.get(period=district.open, township=district.first)
    make.submitted_report(report.period, district.first, values={"A2": 1, "G1": 2})
    session = make.claimed_session(report, by=make.staff(district.first)[Role.CLERK])
    seen = report.steps.latest("pk").pk
    reviewer = people["reviewer"]
    send(reviewer, "post", "steps/return/", 409, {"note": "请核对", "seen": seen - 1})
    wrong = {"cells": [{"section": "A", "indicator": "Z9", "note": "请核对"}], "seen": seen}
    send(reviewer, "post", "steps/return/", 400, wrong)
    cells = [
        {"section": "A", "indicator": "A2", "note": "纪要缺一份"},
        {"section": "A", "kind": "session", "row": session.pk, "note": "主持人有误"},
    ]
    assert send(reviewer, "post", "steps/return/", 200, {"cells": cells, "seen": seen})["state"] == "returned"
    assert list(ReturnedCell.objects.order_by("pk").values_list("kind", "note")) == [
        ("", "纪要缺一份"),
        ("session", "主持人有误"),
    ]
