"""The calendar as people read it and as the office corrects it."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse

from assessments.calendar import next_working_day
from assessments.models import CalendarException, Period
from assessments.services.reminders import remind
from talentportal.core import clock
from talentportal.core.models import AuditEntry
from talentportal.core.models.notices import Notice
from tests import make
from townships.models import Role

pytestmark = pytest.mark.django_db
D = dt.date
HOLIDAY = {"day": "2014-12-12", "kind": "holiday", "label": "演示放假", "reason": "演示〔2014〕9号"}
DATES = {"due_on": "2014-10-13", "locks_on": "2014-10-20", "review_until": "2014-10-27", "reason": "台风"}


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: make.AT)  # 8 October 2014, 9:00


@pytest.fixture
def period():
    return make.period(2014, 3)


@pytest.fixture
def admin(client):
    client.force_login(make.user(Role.ADMIN))
    return client


def dates(period):
    return reverse("calendar-dates", args=[period.code])


def test_everybody_of_a_unit_reads_the_dates_and_the_days_off(client, period):
    call_command("load_calendar")
    client.force_login(make.staff(make.township())[Role.CLERK])
    page = client.get(reverse("calendar")).content.decode()
    assert "2014年工作日历" in page
    assert "10月10日" in page
    assert "国务院办公厅通知" in page
    assert page.count('class="month"') == 12
    assert "调整日期" not in page
    assert "没有考核日期" in client.get(reverse("calendar"), {"year": "2031"}).content.decode()
    assert client.get(reverse("calendar"), {"year": "十"}).status_code == 200


def test_a_day_that_the_office_sets_holds_and_no_load_takes_it_away(admin):
    call_command("load_calendar")
    assert next_working_day(D(2014, 12, 12)) == D(2014, 12, 12)
    assert admin.post(reverse("calendar-day"), HOLIDAY).status_code == 302
    assert next_working_day(D(2014, 12, 12)) == D(2014, 12, 15)
    national = HOLIDAY | {"day": "2014-10-01", "kind": "ordinary", "label": ""}
    assert admin.post(reverse("calendar-day"), national).status_code == 302
    call_command("load_calendar")
    assert CalendarException.objects.get(day=D(2014, 12, 12)).label == "演示放假"
    assert next_working_day(D(2014, 10, 1)) == D(2014, 10, 1)
    entry = AuditEntry.objects.filter(detail__step="day").earliest("pk")
    assert (entry.detail["reason"], entry.detail["changed"]["label"]) == ("演示〔2014〕9号", [None, "演示放假"])


def test_a_day_without_a_reason_is_refused(admin):
    answer = admin.post(reverse("calendar-day"), HOLIDAY | {"reason": " "})
    assert answer.status_code == 422
    assert "演示放假" in answer.content.decode()
    assert not CalendarException.objects.exists()


def test_the_due_day_moves_and_the_reminders_with_it(admin, period):
    unit = make.township()
    clerk = make.staff(unit)[Role.CLERK]
    make.report(period, unit)
    remind(at=make.AT)
    first = Notice.objects.get(user=clerk, kind="due", stopped_at=None)
    assert admin.post(dates(period), DATES).status_code == 302
    assert Period.objects.get().due_on == D(2014, 10, 13)
    first.refresh_from_db()
    assert first.stopped_at == make.AT
    fresh = Notice.objects.get(user=clerk, kind="due", stopped_at=None)
    assert fresh.args["day"] == "2014-10-13"
    entry = AuditEntry.objects.get(detail__step="dates")
    assert entry.detail["changed"] == {"due_on": ["2014-10-10", "2014-10-13"]}
    assert entry.detail["reason"] == "台风"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"due_on": "2014-10-07"}, "此日期早于今天"),
        ({"due_on": "2014-10-25"}, "日期顺序应为"),
        ({"reason": ""}, "必填"),
    ],
)
def test_dates_that_cannot_stand_are_refused(admin, period, change, told):
    answer = admin.post(dates(period), DATES | change)
    assert answer.status_code == 422
    assert Period.objects.get().due_on == D(2014, 10, 10)
    if told != "必填":
        assert told in answer.content.decode()


def test_what_has_passed_is_not_asked_for(admin, period, monkeypatch):
    assert 'name="opens_on"' not in admin.get(dates(period)).content.decode()
    monkeypatch.setattr(clock, "now", lambda: make.AT + dt.timedelta(days=8))  # after the due day
    assert 'name="due_on"' not in admin.get(dates(period)).content.decode()
    admin.post(dates(period), DATES | {"due_on": "2014-10-19"})
    assert Period.objects.get().due_on == D(2014, 10, 10)
    monkeypatch.setattr(clock, "now", lambda: make.AT + dt.timedelta(days=60))
    assert "不能再调整" in admin.get(dates(period)).content.decode()


def test_a_range_of_days_is_set_at_once_or_not_at_all(admin, period):
    week = HOLIDAY | {"day": "2014-12-12", "until": "2014-12-16"}
    assert admin.post(reverse("calendar-day"), week).status_code == 302
    days = CalendarException.objects.filter(day__range=(D(2014, 12, 12), D(2014, 12, 16)), is_working=False)
    assert days.count() == 5
    assert AuditEntry.objects.filter(detail__step="day").count() == 5
    for until, told in (("2014-12-01", "早于"), ("2015-03-01", "最多31天")):
        answer = admin.post(reverse("calendar-day"), week | {"until": until})
        assert answer.status_code == 422
        assert told in answer.content.decode()
    assert AuditEntry.objects.filter(detail__step="day").count() == 5


def test_the_grid_tells_due_and_lock_apart_and_leads_to_the_quarter(admin, period):
    page = admin.get(reverse("calendar"), {"year": 2014}).content.decode()
    assert f'id="quarter-{period.code}"' in page
    for name in ("opens_on", "due_on", "locks_on", "review_until"):
        assert f'<a class="mark {name}" href="#quarter-{period.code}">' in page


def test_a_due_day_that_became_a_day_off_is_told_with_the_next_working_day(admin, period):
    assert "截止日或锁定日遇休息日" not in admin.get(reverse("calendar"), {"year": 2014}).content.decode()
    due = period.due_on
    admin.post(reverse("calendar-day"), HOLIDAY | {"day": due.isoformat()})
    page = admin.get(reverse("calendar"), {"year": 2014}).content.decode()
    better = next_working_day(due)
    assert "截止日或锁定日遇休息日" in page
    assert f"{better.year}年{better.month}月{better.day}日" in page
    clerk = make.user(Role.CLERK, township=make.township())
    admin.force_login(clerk)
    assert reverse("calendar-new") not in admin.get(reverse("calendar"), {"year": 2014}).content.decode()


def test_the_first_quarter_of_all_is_set_up_on_a_page(admin):
    scheme = make.published_scheme()
    page = admin.get(reverse("calendar")).content.decode()
    assert reverse("calendar-new") in page
    said = {"year": "2014", "quarter": "4", "scheme": str(scheme.pk)}
    answer = admin.post(reverse("calendar-new"), said)
    assert answer.headers["Location"] == reverse("calendar-dates", args=["2014Q4"])
    made = Period.objects.get()
    assert (made.opens_on, made.due_on, made.locks_on) == (D(2014, 12, 22), D(2015, 1, 12), D(2015, 1, 20))
    again = admin.post(reverse("calendar-new"), said)
    assert again.status_code == 422
    assert "2014Q4已存在" in again.content.decode()
