"""ETag and 304, one error shape in both languages, and an OpenAPI document whose examples run."""

import datetime as dt
from decimal import Decimal

import jsonschema
import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from assessments.services.attribution import open_conflict
from assessments.services.corrections import correct_figure
from assessments.services.objections import file_objection
from assessments.services.scoring import publish_run
from talentportal.core.models.jobs import Job
from talentportal.core.registry import CATALOGUE
from talentportal.core.services.jobs import run_job
from tests import make
from tests.registers.rows import ROWS
from townships.models import Role


def test_unchanged_answers_are_304(district, rest, client_user):
    client = rest(client_user)
    first = client.get("/api/v1/scores/")
    again = client.get("/api/v1/scores/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make.township(code="330212100")
    tag = client.get("/api/v1/townships/").headers["ETag"]
    make.township(code="330212101")
    assert client.get("/api/v1/townships/", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("path", "params", "attr"),
    [
        ("scores/", {"period": "2014-Q2"}, "period"),
        ("scores/", {"min_total": "NaN"}, "min_total"),
        ("scores/", {"run": "latest; DROP TABLE"}, "run"),
        ("scores/", {"ordering": "password"}, "ordering"),
        ("scores/", {"tier": "highest"}, "tier"),
        ("townships/", {"on": "30.9.2014"}, "on"),
        ("townships/", {"kind": "city"}, "kind"),
        ("coverage/", {"on": "2014-02-30"}, "on"),
        ("statistics/", {"by": "person"}, "by"),
        ("platforms/", {"running_on": "soon"}, "running_on"),
    ],
)
def test_wrong_parameters_are_named_in_one_shape_in_both_languages(district, rest, client_user, path, params, attr):
    texts = set()
    for language in ("en", "zh-hans"):
        client = rest(client_user)
        response = client.get(f"/api/v1/{path}", params, headers={"Accept-Language": language})
        assert response.status_code == 400, response.content
        body = response.json()
        assert body["type"] == "validation_error"
        assert [error["attr"] for error in body["errors"]] == [attr]
        assert body["errors"][0].keys() == {"code", "detail", "attr"}
        texts.add(body["errors"][0]["detail"])
    assert len(texts) == 2


def test_missing_rights_and_rows_have_the_same_shape(district, rest, client_user):
    response = rest(client_user).get("/api/v1/townships/000000000/")
    assert response.status_code == 404
    assert response.json()["errors"][0]["code"] == "not_found"
    denied = rest(make.user(Role.LEADER)).post("/api/v1/scores/")
    assert denied.status_code in {403, 405}
    assert denied.json()["errors"][0].keys() == {"code", "detail", "attr"}


@pytest.fixture(scope="module")
def document():
    schema = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(schema)
    return schema


def test_every_example_of_the_document_runs_and_answers_as_described(district, rest, document):
    client = rest(make.user(Role.REVIEWER))
    correct(district)
    ids = {
        "experts": district.expert.pk,
        "platforms": district.first.platforms.get().pk,
        "conflicts": contested(district).pk,
        "objections": objected(district).pk,
        "reports": session_of(district).pk,  # of a row in one
        **{CATALOGUE[code].path: made(district.first).pk for code, made in ROWS.items()},
    }
    ran = 0
    for path, operations in document["paths"].items():
        operation = operations.get("get")
        if operation is None or path.endswith("/schema/"):
            continue
        for params in _examples(operation):
            address = _filled(path, ids)
            response = client.get(address, params)
            assert response.status_code == 200, (address, params, response.content)
            shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
            jsonschema.validate(response.json(), _resolved(shape, document))
            ran += 1
    assert ran >= 20


def _examples(operation):
    """Each example of each parameter alone, and the call without any."""
    yield {}
    for parameter in operation.get("parameters", []):
        for example in parameter.get("examples", {}).values():
            if parameter["in"] == "query":
                yield {parameter["name"]: example["value"]}


def session_of(district):
    """A committee session that the register knows of the published quarter."""
    day = district.published.first_day
    return district.first.sessions.create(
        held_on=day, topic="示例议题", has_minutes=True, **make.verified(at=make.moment(day))
    )


def contested(district):
    """A person whom both units claim."""
    person = make.expert()
    claims = [make.placement(person, unit, starts_on=dt.date(2014, 7, 1)) for unit in (district.first, district.second)]
    return open_conflict(person, placements=claims, by=None, at=make.AT)


def objected(district):
    """The first unit objects to a line of the newest version."""
    run = district.published.runs.get(version=2)
    deputy = make.staff(district.first)[Role.DEPUTY]
    return file_objection(run, district.first, line="E1", grounds="漏计", by=deputy, at=make.AT + dt.timedelta(hours=2))


def correct(district):
    """A second published version of the quarter."""
    by, later = make.approver(), make.AT + dt.timedelta(hours=1)
    correct_figure(district.published, district.second, "A2", counted=Decimal(1), reason="补录", by=by, at=later)
    for job in Job.objects.unfinished():
        run_job(job.pk, at=later, clock=lambda: later)
    publish_run(district.published.runs.get(version=2), by=by, at=later, note="补录一次会议")


def _filled(path, ids):
    parent = path.removeprefix("/api/v1/registers").split("/")[1 if path.startswith("/api/v1/registers/") else 3]
    version = 2 if parent == "corrections" else 1
    code = {"periods": "2014Q2", "schemes": "YZ-REF"}.get(parent, "330212006")
    return path.format(code=code, period="2014Q2", version=version, id=ids.get(parent), kind="session")


def _resolved(shape, document):
    """The schema with its references and OpenAPI's `nullable` in JSON Schema's words."""
    if "$ref" in shape:
        return _resolved(document["components"]["schemas"][shape["$ref"].rsplit("/", 1)[1]], document)
    found = {key: value for key, value in shape.items() if key not in {"nullable", "readOnly", "description"}}
    for key in ("properties",):
        if key in found:
            found[key] = {name: _resolved(part, document) for name, part in found[key].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(found.get(key), dict):
            found[key] = _resolved(found[key], document)
    for key in ("oneOf", "allOf", "anyOf"):
        if key in found:
            found[key] = [_resolved(part, document) for part in found[key]]
    return {"anyOf": [found, {"type": "null"}]} if shape.get("nullable") else found
