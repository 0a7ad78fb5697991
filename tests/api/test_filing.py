"""A unit files its report over REST: the same checks, the same steps, the same errors as on the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Report, ReportLine
from tests import make
from townships.models import Role

BASE = "/api/v1/reports/2014Q3/330212006/"
OWN = {  # the report's own sections
    "H": {"contact_name": "演示丙", "contact_phone": "示例0000"},
    "M": {"has_nothing": True},
    "T": {"highlights": "一"},
    "S": {"values": {"A2": {"self_score": "2.5", "self_reason": "纪要待补"}}},
}


@pytest.fixture
def people(district, rest, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr("talentportal.core.clock.now", lambda: make.AT)
    staff = make.staff(district.first)
    people = {role: rest(user) for role, user in staff.items()}
    people["reviewer"] = rest(make.user(Role.REVIEWER, reviews=[district.first]))
    people["stranger"] = rest(make.user(Role.CLERK, township=district.second))
    return people


def patch(client, section, status=200, **body):
    response = client.patch(f"{BASE}sections/{section}/", body, content_type="application/json")
    assert response.status_code == status, response.content
    return response.json()


def step(client, name, status=200, **body):
    response = client.post(f"{BASE}steps/{name}/", body, content_type="application/json")
    assert response.status_code == status, response.content
    return response.json()


def test_the_whole_quarter_over_rest(people, district):
    clerk, report = people[Role.CLERK], Report.objects.get(period=district.open, township=district.first)
    for section in clerk.get(BASE).json()["sections"]:
        values = {} if section["code"] in OWN else {code: _answer(line) for code, line in section["values"].items()}
        body = OWN.get(section["code"], {"values": values})
        patch(clerk, section["code"], version=section["version"], **body)
        for code in values:
            if report.period.scheme.indicators.get(code=code).needs_evidence:
                paper = SimpleUploadedFile(f"{code}.pdf", f"%PDF-1.4 {code}".encode())
                sent = clerk.post(f"{BASE}evidence/{code}/", {"file": paper})
                assert sent.status_code == 201, sent.content
    assert step(people[Role.DEPUTY], "ready", is_truthful=True)["state"] == "ready"
    unsaid = step(people[Role.SECRETARY], "submit", status=400)["errors"]
    assert [error["attr"] for error in unsaid] == ["truth"], "what the checker said does not stand for the signer"
    assert step(people[Role.SECRETARY], "submit", is_truthful=True)["state"] == "submitted"
    body = step(people["reviewer"], "return", note="Add the minutes.", is_unit_error=True)
    assert body["state"] == "returned"
    step(people[Role.DEPUTY], "ready", is_truthful=True)
    step(people[Role.SECRETARY], "submit", is_truthful=True)
    assert step(people["reviewer"], "approve")["state"] == "approved"
    states = people["reviewer"].get("/api/v1/reports/", {"period": "2014Q3", "state": "approved"}).json()["results"]
    assert [(r["period"], r["township"], r["sections_complete"]) for r in states] == [("2014Q3", "330212006", 11)]
    report.refresh_from_db()
    assert report.steps.count() == 6


def _answer(line):
    """Take over what the register says; a difference would need a reason."""
    if line["register"] is None:
        return {"value": "0", "reason": "无"}
    return {"value": "0", "is_agreed": True, "reason": "本季无新增"}


@pytest.mark.parametrize("text", ["twelve", "-3", "99999999999999", "1.234567"])
def test_wrong_figures_are_named_and_nothing_is_saved(people, text):
    errors = patch(people[Role.CLERK], "G", version=0, values={"G1": {"value": text}}, status=400)["errors"]
    assert [error["attr"] for error in errors] == ["values.G1.value"]
    assert not ReportLine.objects.filter(indicator__code="G1", value__isnull=False, report__period__quarter=3).exists()


def test_full_width_digits_are_read(people):
    body = patch(people[Role.CLERK], "G", version=0, is_complete=False, values={"G1": {"value": "１２．５"}})
    assert body["values"]["G1"]["value"] == "12.5"


def test_a_stale_version_changes_nothing(people):
    clerk = people[Role.CLERK]
    patch(clerk, "T", version=0, highlights="first")
    error = patch(clerk, "T", version=0, highlights="second", status=409)["errors"][0]
    assert error["code"] == "stale"
    sections = {s["code"]: s for s in clerk.get(BASE).json()["sections"]}
    assert sections["T"]["highlights"] == "first"


def test_other_units_and_wrong_moments(people):
    assert people["stranger"].get(BASE).status_code == 404
    patch(people["stranger"], "T", version=0, highlights="x", status=404)
    patch(people["reviewer"], "T", version=0, highlights="x", status=403)
    assert step(people["reviewer"], "approve", status=409)["errors"][0]["code"] == "step_refused"
    step(people[Role.CLERK], "submit", status=403)
    missing = step(people[Role.DEPUTY], "ready", status=400)["errors"]
    assert {"A", "T"} <= {error["attr"].split(".")[0] for error in missing}
    patch(people[Role.CLERK], "Z", version=0, status=404)
    patch(people[Role.CLERK], "A", version=0, values={"B1": {"is_agreed": True}}, status=400)


def test_files_of_the_wrong_kind_are_refused(people):
    paper = SimpleUploadedFile("minutes.pdf", b"<html>no pdf</html>")
    response = people[Role.CLERK].post(f"{BASE}evidence/A2/", {"file": paper})
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == "file"
