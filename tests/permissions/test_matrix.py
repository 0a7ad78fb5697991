"""Every cell of the matrix is asked for; an address that is not in the matrix fails."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client

from assessments.models import Evidence, Objection, ReviewNote, Scenario, ScoreRun, YearResult
from assessments.services.attribution import open_conflict, propose_share
from assessments.services.schemes import clone_scheme
from assessments.services.scoring import publish_run, request_scores, score_period
from assessments.services.years import compute_year
from experts.models import ClaimFile
from talentportal.core.models import Import
from tests import make
from tests.registers.rows import ROWS
from townships.models import Role

from .addresses import address, names
from .matrix import EVERYBODY, MATRIX, OPEN

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
LIBRARY = {"api-root"}


def test_every_address_is_in_the_matrix():
    assert names() - LIBRARY == {row.name for row in MATRIX}


def test_nobody_is_in_the_matrix_who_is_not_a_role():
    assert set().union(*(row.who for row in MATRIX)) <= set(Role.values) | OPEN


class Undo(Exception):
    """Takes the world back at the end."""


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """The world of all tests of this module; each request is taken back (see `ask`)."""
    with django_db_blocker.unblock(), pytest.raises(Undo), transaction.atomic():
        yield build()
        raise Undo


@pytest.fixture
def world(built, db):
    """The same inside a test of its own."""
    return built


def build() -> SimpleNamespace:
    """Two units with all that belongs to them, a published and an open quarter, and a user of every role."""
    units = [make.township(code=f"33021200{n}") for n in (6, 8)]
    published, current = make.period(2014, 2), make.period(2014, 3)
    publish_run(score_period(published, at=make.AT), by=make.approver(), at=make.AT)
    corrected = make.corrected_quarter(make.period(2014, 1), units[0])
    run = score_period(current, at=make.AT)
    users = {role: make.user(role, township=units[0] if role in make_unit_roles() else None) for role in Role.values}
    year = published_year(2014)
    clone_scheme(current.scheme, by=make.user(Role.ADMIN), at=make.AT)
    users[Role.REVIEWER].assignments.create(township=units[0])
    users[Role.CO_REVIEWER].indicator_assignments.create(indicator_code="A2")
    users[Role.API_CLIENT].scopes = ["experts", "platforms", "registers", "reports"]
    users[Role.API_CLIENT].save()
    job = request_scores(current, by=users[Role.ADMIN], at=make.AT)
    sides = [_belongings(unit, current, users[Role.REVIEWER]) for unit in units]
    for unit, side in zip(units, sides, strict=True):
        side["paper"] = make.paper(published.runs.get(), kind="score_card", unit=unit, sha256=side["sha256"]).pk
    common = {
        "year": year.year,
        "year_result": year.pk,
        "period": current.code,
        "published": published.code,
        "corrected": corrected.code,
        "final_year": make.final_year(2012).year,
        "run": run.pk,
        "account": users[Role.LEADER].pk,
        "job": job.pk,
        "notice": 0,  # of nobody who asks
        "import": _brought(users[Role.REVIEWER]),
        "published_run": published.runs.get().pk,
        "paper_code": make.paper(published.runs.get()).code,
    }
    return SimpleNamespace(users=users, sides=[SimpleNamespace(**common, **side) for side in sides])


def _brought(reviewer) -> int:
    """A workbook with mistakes."""
    said = {"kind": "expert", "name": "a.xlsx", "size": 1, "sha256": "0" * 64, "state": Import.State.FAULTY}
    return Import.objects.create(uploaded_by=reviewer, uploaded_at=make.AT, **said).pk


def published_year(number: int) -> YearResult:
    """Published though its quarters are not final: what matters here is who may read it."""
    result, signed = compute_year(number, at=make.AT), {"published_by": make.approver(), "published_at": make.AT}
    YearResult.objects.filter(pk=result.pk).update(status="published", **signed)
    return result


def make_unit_roles():
    return (Role.SECRETARY, Role.DEPUTY, Role.CLERK)


def _belongings(unit, current, reviewer) -> dict:
    expert = make.landed_expert(unit, on=dt.date(2014, 5, 6))
    report = make.filled_report(current, unit)
    indicator = current.scheme.indicators.get(code="A2")
    clerk = make.staff(unit)[Role.CLERK]
    kind = {"content_type": "application/pdf", "sha256": f"{unit.pk:064}", "size": 1, "name": "a.pdf"}
    evidence = Evidence.objects.create(
        report=report, indicator=indicator, uploaded_by=clerk, uploaded_at=make.AT, **kind
    )
    note = ReviewNote.objects.create(report=report, indicator=indicator, author=reviewer, body="?", written_at=make.AT)
    platform = make.platform(unit)
    return {
        **_contested(unit, reviewer, evidence.sha256),
        "code": unit.code,
        "expert": expert.pk,
        "placement": expert.placements.get().pk,
        "platform": platform.pk,
        **_objected(unit, evidence.sha256),
        "evidence": evidence.pk,
        "note": note.pk,
        "workbook": _filled(report, clerk),
        "row": make.claimed_session(report, by=clerk).pk,
        "scenario": _kept(clerk),
        "sha256": evidence.sha256,
        **{f"register_{code}": made(unit).pk for code, made in ROWS.items()},
    }


def _filled(report, clerk) -> int:
    """A workbook of the report with a mistake."""
    said = {"kind": "report", "key": str(report.pk), "township_code": report.township.code, "state": "faulty"}
    file = {"name": "a.xlsx", "size": 1, "sha256": "0" * 64}
    batch = Import.objects.create(uploaded_by=clerk, uploaded_at=make.AT, **said, **file)
    batch.rows.create(sheet="A", number=6, change="faulty", values={"A2-value": "?"}, faults=[["A2-value", "?"]])
    return batch.pk


def _kept(clerk) -> int:
    """A question about the published quarter, shared inside the unit."""
    run = ScoreRun.objects.get(period__quarter=2, period__year=2014, status="published")
    kept = {"name": "示例情景", "is_shared": True, "owner": clerk, "saved_at": make.AT}
    return Scenario.objects.create(run=run, changes={"cap": "4"}, **kept).pk


def _objected(unit, sha256) -> dict:
    """An open objection of the unit to its published score, with a file."""
    run = ScoreRun.objects.get(period__quarter=2, period__year=2014, status="published")
    deputy = make.staff(unit)[Role.DEPUTY]
    filed = {"filed_by": deputy, "filed_at": make.AT, "due_on": make.AT.date()}
    objection = Objection.objects.create(run=run, township=unit, line="E1", grounds="?", **filed)
    kind = {"content_type": "application/pdf", "sha256": sha256, "size": 8, "name": "a.pdf"}
    file = objection.files.create(uploaded_by=deputy, uploaded_at=make.AT, **kind)
    return {"objection": objection.pk, "objection_file": file.pk}


def _contested(unit, reviewer, sha256) -> dict:
    """A person whom another unit claims too, with a paper, and an agreement that waits for this unit."""
    person, rival = make.landed_expert(unit, on=dt.date(2014, 7, 8)), make.township()
    mine, theirs = person.placements.get(), make.placement(person, rival, starts_on=dt.date(2014, 7, 9))
    case = open_conflict(person, placements=[mine, theirs], by=reviewer, at=make.AT)
    kind = {"kind": "contract", "content_type": "application/pdf", "sha256": sha256, "size": 8, "name": "a.pdf"}
    paper = ClaimFile.objects.create(placement=mine, uploaded_by=reviewer, uploaded_at=make.AT, **kind)
    agreed = {"starts_on": dt.date(2014, 7, 8), "document_no": "示例〔2014〕1号", "signed_on": dt.date(2014, 7, 1)}
    shares = {unit: Decimal("0.50"), rival: Decimal("0.50")}
    agreement = propose_share(person, shares=shares, **agreed, by=reviewer, at=make.AT)
    return {"conflict": case.pk, "claim": mine.pk, "file": paper.pk, "agreement": agreement.pk}


def sign_in(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def again(signed_in: Client) -> Client:
    """A browser with the same session, whatever the request before did to the cookies of the other."""
    client = Client(raise_request_exception=False)
    client.cookies.load(signed_in.cookies.output(header="", sep=";"))
    return client


def ask(client: Client, method: str, path: str, data: dict | None = None) -> int:
    """One request that leaves nothing behind."""
    body: dict = {"data": data or {}} if method == "POST" else {}
    if method in ("PUT", "PATCH", "DELETE") or (method == "POST" and path.startswith("/api/")):
        body = {"content_type": "application/json", "data": "{}"}
    with transaction.atomic():
        status = getattr(client, method.lower())(path, **body).status_code
        transaction.set_rollback(True)
    return status


@pytest.fixture
def files(world, settings, tmp_path):
    """The evidence of both units lies where it should."""
    settings.MEDIA_ROOT = str(tmp_path)
    for side in world.sides:
        place = tmp_path / "evidence" / side.sha256[:2] / side.sha256
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"%PDF-1.4")


@pytest.mark.parametrize("role", Role.values)
def test_each_role_gets_what_the_matrix_says(world, files, role):
    user = world.users[role]
    signed_in, wrong = sign_in(user), []
    for row in MATRIX:
        for is_own, side in zip((True, False), world.sides, strict=True):
            client = again(signed_in)
            expected = row.own if row.who == OPEN else row.answer(user, is_own=is_own)
            status = ask(client, row.method, address(row, side), dict(row.data))
            if status not in expected:
                wrong.append(f"{row.method} {address(row, side)}: {status}, not {expected}")
    assert not wrong, "\n".join(wrong)


def test_without_signing_in_nothing_opens(world, files):
    wrong = []
    for row in MATRIX:
        path = address(row, world.sides[0])
        client = Client(raise_request_exception=False)
        with transaction.atomic():
            response = getattr(client, row.method.lower())(path)
            transaction.set_rollback(True)
        if row.who == OPEN:
            fine = response.status_code in row.own
        elif path.startswith("/api/"):
            fine = response.status_code == 401
        else:
            fine = response.status_code == 302 and response.headers["Location"].startswith("/login/")
        if not fine:
            wrong.append(f"{row.method} {path}: {response.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.REVIEWER, Role.APPROVER, Role.DEPUTY, Role.API_CLIENT])
def test_methods_without_a_row_are_refused(world, files, role):
    listed = {(row.name, row.method) for row in MATRIX}
    signed_in, wrong = sign_in(world.users[role]), []
    for row in MATRIX:
        for method in METHODS:
            if (row.name, method) in listed:
                continue
            status = ask(again(signed_in), method, address(row, world.sides[0]))
            refused = (302, 403, 405) if row.who == OPEN else (403, 404, 405)
            if status not in refused:
                wrong.append(f"{method} {address(row, world.sides[0])}: {status}")
    assert not wrong, "\n".join(wrong)


def test_the_matrix_has_the_size_it_should():
    """At least 2,000 cells: addresses × methods × roles × own and other."""
    assert len({row.name for row in MATRIX}) * len(METHODS) * len(EVERYBODY) >= 2000
