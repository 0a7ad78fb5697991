"""The bell, the list behind it, and the choices on the preferences page."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from talentportal.core.models.notices import Notice, NoticeChoice
from talentportal.core.notice_kinds import kinds


@pytest.fixture
def clerk(client, people, sweep):
    sweep(9)
    client.force_login(people["clerk"])
    return client


def test_the_bell_counts_what_is_not_read_and_opening_leads_to_the_report(clerk, report):
    page = clerk.get("/notices/").content.decode()
    assert "通知，1条未读" in page
    assert "示例街道" in page
    notice = Notice.objects.get()
    answer = clerk.post(f"/notices/{notice.pk}/open/")
    assert answer["Location"] == reverse("report-detail", args=["2014Q3", report.township.code])
    assert "条未读" not in clerk.get("/notices/").content.decode()


def test_all_at_once(clerk):
    clerk.post("/notices/read/")
    assert Notice.objects.unread().count() == 0
    assert "条未读" not in clerk.get("/help/").content.decode()


def test_nobody_opens_or_sees_the_notice_of_another(client, clerk, people):
    client.force_login(people["secretary"])
    assert client.post(f"/notices/{Notice.objects.get().pk}/open/").status_code == 404
    assert "示例街道" not in client.get("/notices/").content.decode()


def test_choices_are_kept_and_shown_again(clerk, people):
    answer = clerk.post("/preferences/notices/", {"email": "never", "language": "en", "told": ["due", "sign"]})
    assert answer.status_code == 302
    choice = NoticeChoice.objects.get(user=people["clerk"])
    assert (choice.email, choice.language) == ("never", "en")
    assert "due" not in choice.muted
    assert "returned" in choice.muted
    page = clerk.get("/preferences/").content.decode()
    assert re.search(r'value="never"[^>]* checked', page)
    assert clerk.post("/preferences/notices/", {"email": "hourly", "language": "en"}).status_code == 422


def test_a_settled_notice_stays_as_a_memory(clerk, report, sweep):
    sweep(30)
    page = clerk.get("/notices/").content.decode()
    assert "已处理" in page
    assert "条未读" not in page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_kind_has_words_in_both_languages(language):
    args = {"quarter": "2014Q3", "unit_zh": "示例街道", "unit_en": "Sample", "day": "2014-10-10", "n": -1}
    with translation.override(language):
        said = [kind.words(args) for kind in kinds().values()]
    assert len(set(said)) == len(said) == 6
    assert all(("示例街道" if language == "zh-hans" else "Sample") in text for text in said)
