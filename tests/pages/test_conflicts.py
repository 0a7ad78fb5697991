"""Two units claim one person: from the warning on the claim page to the decision and the ledger it leaves."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.services.crediting import post_credits
from assessments.services.scoring import score_period
from experts.models import ClaimFile, Conflict, CreditEntry, Expert, Placement
from experts.queries import conflicts_of_run
from experts.services import identity
from talentportal.core import clock
from talentportal.core.models import AuditEntry, Job
from tests import make
from townships.models import Role

pytestmark = pytest.mark.django_db

NUMBER = "110101199003071233"  # invented, with a right check digit
PDF = b"%PDF-1.4 invented"


@pytest.fixture(autouse=True)
def autumn(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    settings.MEDIA_ROOT = str(tmp_path)
    make.published_scheme()


@pytest.fixture
def first():
    return make.township(name_zh="首南街道", tier="medium")


@pytest.fixture
def second():
    return make.township(name_zh="潘火街道", tier="high")


@pytest.fixture
def quarter(first, second):
    return make.period(2014, 3)


@pytest.fixture
def person(first, quarter):
    """Credited to the first unit: municipal, 1.00 and a head."""
    made = make.landed_expert(first, name="演示旧人", on=dt.date(2014, 8, 6), **identity.kept(NUMBER))
    post_credits(Expert.objects.all(), by=None, at=make.moment(dt.date(2014, 9, 1)))
    return made


def claimed(**change):
    values = {
        "name": "演示旧人",
        "category": "innovator",
        "identity": NUMBER,
        "engagement": "full_time",
        "starts_on": "2014-08-20",
        "contract_from": "2014-08-20",
        "contract_until": "2018-08-20",
        "has_social_insurance": "on",
    }
    return {**values, **change}


def ask(client, user, page, *args):
    client.force_login(user)
    return client.get(reverse(page, args=args))


def send(client, user, page, *args, **values):
    client.force_login(user)
    return client.post(reverse(page, args=args), values)


def contest(client, person, unit, **change):
    clerk = make.staff(unit)[Role.CLERK]
    response = send(client, clerk, "expert-claim", **claimed(is_confirmed="on", **change))
    assert response.status_code == 302, response.context["form"].errors
    return Conflict.objects.get(expert=person)


def sums():
    found: dict = {}
    for entry in CreditEntry.objects.select_related("township"):
        amount, heads = found.get(entry.township_id, (Decimal(0), Decimal(0)))
        found[entry.township_id] = (amount + entry.amount, heads + entry.heads)
    return found


def test_a_claimed_person_brings_a_warning_that_names_the_other_unit_and_nothing_else(client, person, second):
    clerk = make.staff(second)[Role.CLERK]
    response = send(client, clerk, "expert-claim", **claimed(name="演示自填"))
    assert response.status_code == 422
    (message,) = response.context["form"].errors["is_confirmed"]
    assert message == "该专家已由“首南街道”申报，将进入归属认定"
    page = response.content.decode()
    assert "演示旧人" not in page
    assert reverse("expert-detail", args=[person.pk]) not in page
    assert 'name="is_confirmed"' in page
    assert Placement.objects.count() == 1
    assert not Conflict.objects.exists()


def test_a_confirmed_second_claim_opens_a_conflict_and_both_stand_at_nothing(client, person, first, second, quarter):
    assert sums() == {first.pk: (Decimal(1), Decimal(1))}
    files = {"file_contract": SimpleUploadedFile("合同.pdf", PDF)}
    case = contest(client, person, second, **files)
    assert case.is_open
    assert case.due_on == dt.date(2014, 10, 22), "ten working days"
    assert {claim.placement.township_id for claim in case.claims.all()} == {first.pk, second.pk}
    assert {pk: value for pk, value in sums().items() if any(value)} == {}
    assert set(Job.objects.get(kind="score_period").args["townships"]) >= {first.pk, second.pk}
    mine = Placement.objects.get(township=second)
    assert (mine.claimed_at, mine.claimed_by.role) == (make.AT, Role.CLERK)
    assert (mine.files.get().name, mine.files.get().kind) == ("合同.pdf", "contract")
    assert AuditEntry.objects.filter(action="experts.open_conflict").count() == 1
    run = score_period(quarter, at=make.AT)
    assert conflicts_of_run(run) == {first.pk, second.pk}


def test_the_claimant_learns_no_more_of_the_person_than_it_typed(client, person, first, second):
    Expert.objects.filter(pk=person.pk).update(phone="13800008000", birth_year=1990)
    case = contest(client, person, second)
    page = ask(client, make.staff(second)[Role.CLERK], "expert-detail", person.pk).content.decode()
    for secret in ("演示旧人", "13800008000", "1990"):
        assert secret not in page
    page = ask(client, make.staff(second)[Role.CLERK], "expert-list").content.decode()
    assert "演示旧人" not in page
    assert "演***" in page
    page = ask(client, make.staff(second)[Role.SECRETARY], "conflict-detail", case.pk).content.decode()
    assert "演示旧人" not in page
    assert "首南街道" in page
    assert "演示旧人" in ask(client, make.staff(first)[Role.CLERK], "expert-detail", person.pk).content.decode()


def test_a_unit_that_is_no_party_sees_nothing(client, person, second):
    case = contest(client, person, second)
    stranger = make.staff(make.township())[Role.CLERK]
    assert ask(client, stranger, "conflict-detail", case.pk).status_code == 404
    listed = ask(client, stranger, "conflict-list")
    assert listed.status_code == 200
    assert reverse("conflict-detail", args=[case.pk]) not in listed.content.decode()
    theirs = Placement.objects.get(township=second)
    assert (
        ask(client, make.staff(person.placements.first().township)[Role.CLERK], "claim-detail", theirs.pk).status_code
        == 404
    )


def test_no_conflict_where_the_days_do_not_meet_or_the_person_moved(client, person, first, second):
    placed = person.placements.get()
    placed.ends_on, placed.end_reason = dt.date(2014, 8, 20), "left"
    placed.save()
    response = send(client, make.staff(second)[Role.CLERK], "expert-claim", **claimed())
    assert response.status_code == 302
    assert not Conflict.objects.exists()


def test_files_are_added_while_it_is_undecided_and_given_out_to_the_own_side_and_the_office(
    client, person, first, second
):
    case = contest(client, person, second)
    mine = Placement.objects.get(township=second)
    clerk, other = make.staff(second)[Role.CLERK], make.staff(first)[Role.CLERK]
    paper = SimpleUploadedFile("社保.pdf", PDF)
    assert send(client, clerk, "claim-file-add", mine.pk, kind="insurance", file=paper).status_code == 302
    row = ClaimFile.objects.get()
    for user, status in ((clerk, 200), (make.user(Role.REVIEWER), 200), (other, 404), (make.user(Role.LEADER), 403)):
        assert ask(client, user, "claim-file", mine.pk, row.pk).status_code == status, user.role
    assert send(client, other, "claim-file-add", mine.pk, kind="insurance", file=paper).status_code == 404
    refused = send(client, clerk, "claim-file-add", mine.pk, kind="other", file=SimpleUploadedFile("a.pdf", b"text"))
    assert refused.status_code == 422
    again = send(client, clerk, "claim-file-add", mine.pk, kind="insurance", file=SimpleUploadedFile("b.pdf", PDF))
    assert again.status_code == 422
    page = ask(client, other, "conflict-detail", case.pk).content.decode()
    assert "社保.pdf" not in page
    assert "社会保险或纳税记录" in page or "社保或个税记录" in page
    make_decision(client, case, second)
    late = send(client, clerk, "claim-file-add", mine.pk, kind="licence", file=SimpleUploadedFile("c.pdf", PDF + b"2"))
    assert late.status_code == 422


def make_decision(client, case, winner, *, ground="workplace", reason="实际在该单位工作", by=None):
    values = {"winner": winner.code if winner else "", "ground": ground, "reason": reason}
    return send(client, by or make.approver(), "conflict-decide", case.pk, **values)


def test_the_reviewer_proposes_and_the_director_decides_from_the_original_day(client, person, first, second, quarter):
    case = contest(client, person, second)
    reviewer = make.user(Role.REVIEWER)
    assert send(client, reviewer, "conflict-propose", case.pk, proposal=" ").status_code == 422
    assert send(client, reviewer, "conflict-propose", case.pk, proposal="工作地在首南").status_code == 302
    assert "工作地在首南" in ask(client, make.approver(), "conflict-detail", case.pk).content.decode()
    assert send(client, reviewer, "conflict-decide", case.pk, winner=first.code).status_code == 403
    assert make_decision(client, case, first, reason=" ").status_code == 422
    assert make_decision(client, case, first, ground="shared").status_code == 422
    assert make_decision(client, case, first, ground="withdrawn").status_code == 422
    assert make_decision(client, case, None).status_code == 422
    assert make_decision(client, case, first).status_code == 302
    case.refresh_from_db()
    assert (case.winner, case.ground, case.decided_at) == (first, "workplace", make.AT)
    assert {pk: value for pk, value in sums().items() if any(value)} == {first.pk: (Decimal(1), Decimal(1))}
    effective = {entry.effective_on for entry in CreditEntry.objects.filter(township=first)}
    assert effective == {dt.date(2014, 8, 6)}, "the decision counts from the original day"
    lost = Placement.objects.get(township=second)
    assert lost.dismissed_at == make.AT
    assert not lost.is_verified
    assert ask(client, make.staff(second)[Role.CLERK], "expert-detail", person.pk).status_code == 404
    page = ask(client, make.approver(), "conflict-detail", case.pk).content.decode()
    assert "认定归属首南街道" in page
    assert "+1.00" in page, "the entries it caused"
    assert make_decision(client, case, first).status_code == 409
    run = score_period(quarter, at=make.AT)
    assert conflicts_of_run(run) == set()
    assert run.scores.get(township=first).bonus == 1


def test_the_second_claimant_may_win(client, person, first, second, quarter):
    case = contest(client, person, second)
    assert make_decision(client, case, second).status_code == 302
    won = {pk: value for pk, value in sums().items() if any(value)}
    assert won == {second.pk: (Decimal(1), Decimal(0))}, "below the minimum of a high unit: no head"
    assert not person.placements.get(township=first).is_verified
    again = send(client, make.staff(first)[Role.CLERK], "expert-claim", **claimed(is_confirmed="on"))
    assert again.status_code == 422, "what was decided is not claimed anew"


def test_a_unit_withdraws_and_the_office_closes_the_case(client, person, first, second):
    case = contest(client, person, second)
    mine = Placement.objects.get(township=second)
    clerk = make.staff(second)[Role.CLERK]
    assert send(client, make.staff(first)[Role.CLERK], "claim-withdraw", mine.pk, reason="x").status_code == 404
    assert send(client, clerk, "claim-withdraw", mine.pk, reason="").status_code == 422
    assert send(client, clerk, "claim-withdraw", mine.pk, reason="误报").status_code == 302
    assert {pk: value for pk, value in sums().items() if any(value)} == {}, "undecided until the office says so"
    assert make_decision(client, case, second, ground="withdrawn").status_code == 422
    assert make_decision(client, case, first, ground="withdrawn", reason="潘火已撤回").status_code == 302
    assert sums()[first.pk] == (Decimal(1), Decimal(1))


def test_who_proposed_does_not_decide(client, person, first, second):
    case = contest(client, person, second)
    director = make.approver()
    Conflict.objects.filter(pk=case.pk).update(proposal="?", proposed_by=director)
    assert make_decision(client, case, first, by=director).status_code == 422


@pytest.mark.parametrize("place", [0, 1])
def test_nobody_judges_a_case_of_a_unit_where_he_holds_a_post(client, person, first, second, place):
    case, unit = contest(client, person, second), (first, second)[place]
    director, reviewer = make.approver(), make.user(Role.REVIEWER)
    for user in (director, reviewer):
        unit.posts.create(post="head", office="other", holder_name="演示甲", user=user, starts_on=make.EARLY)
    for page in (
        send(client, reviewer, "conflict-propose", case.pk, proposal="工作地在首南"),
        make_decision(client, case, first, by=director),
    ):
        assert page.status_code == 422
        assert "您在其中一个单位任职" in page.content.decode()
    case.refresh_from_db()
    assert (case.is_open, case.proposal) == (True, "")


def test_a_third_claim_joins_the_open_conflict(client, person, second):
    contest(client, person, second)
    third = make.township(name_zh="五乡镇")
    case = contest(client, person, third)
    assert case.claims.count() == 3


def test_the_office_too_opens_a_conflict_when_it_enters_a_landing_elsewhere(client, person, second):
    values = {k: v for k, v in claimed(township=second.pk).items() if k not in ("name", "category", "identity")}
    reviewer = make.user(Role.REVIEWER)
    assert send(client, reviewer, "expert-add-placement", person.pk, **values).status_code == 422
    response = send(client, reviewer, "expert-add-placement", person.pk, **values, is_confirmed="on")
    assert response.url == reverse("conflict-detail", args=[Conflict.objects.get().pk])


def test_the_page_says_for_whom_each_ground_speaks_and_what_is_at_stake(client, person, first, second):
    firm = make.enterprise(first)
    person.placements.update(enterprise=firm)
    case = contest(client, person, second)
    page = ask(client, make.approver(), "conflict-detail", case.pk).content.decode()
    workplace, contract, claim = page.index("一、"), page.index("二、"), page.index("三、")
    assert workplace < contract < claim
    assert "支持首南街道" in page[workplace:contract]
    assert "支持首南街道" in page[contract:claim]
    stakes = page[page.index("涉及积分") :]
    assert "+1.00" in stakes
    assert "市级" in stakes


def test_the_list_shows_what_is_late_first(client, person, second, monkeypatch):
    case = contest(client, person, second)
    monkeypatch.setattr(clock, "now", lambda: make.moment(dt.date(2014, 10, 23)))
    page = ask(client, make.approver(), "conflict-list").content.decode()
    assert reverse("conflict-detail", args=[case.pk]) in page
    assert "逾期未认定" in page


def test_scores_are_marked_provisional_while_it_is_undecided(client, person, first, second, quarter):
    case = contest(client, person, second)
    run = score_period(quarter, at=make.AT)
    words = "暂定（归属待定）"
    assert ask(client, make.approver(), "ranking", quarter.code).content.decode().count(words) == 2
    page = ask(client, make.staff(first)[Role.CLERK], "score-detail", quarter.code, first.code).content.decode()
    assert words in page
    make_decision(client, case, first)
    run = score_period(quarter, at=make.moment(dt.date(2014, 10, 9)))
    assert conflicts_of_run(run) == set()
    assert words not in ask(client, make.approver(), "ranking", quarter.code).content.decode()
    page = ask(client, make.staff(first)[Role.CLERK], "score-detail", quarter.code, first.code).content.decode()
    assert reverse("unit-ledger", args=[first.code, 2014]) in page
