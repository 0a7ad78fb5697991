"""The audit log as a page and as a table: who reads it, what each condition leaves, no cell a formula."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse
from django.utils import translation

from talentportal.core.audit_words import NOUNS, VERBS, action_words
from talentportal.core.models import AuditEntry
from talentportal.core.services.audit import record
from talentportal.roles import PERMISSIONS
from tests import make

pytestmark = pytest.mark.django_db
WRITES = {"edit", "publish", "approve", "decide", "register", "submit", "return", "reopen", "check", "claim", "verify"}


@pytest.fixture
def entries(db):
    units = [make.township(code=code) for code in ("SN", "ZH")]
    people = [
        make.user("clerk", township=unit, name=name) for unit, name in zip(units, ("演示甲", "演示乙"), strict=True)
    ]
    for day, (person, unit) in enumerate(zip(people, units, strict=True), 1):
        at = make.moment(dt.date(2014, 10, day), 23 if day == 1 else 0)
        record("assessments.edit_report", unit, by=person, at=at, township_code=unit.code, section="A", note="=1+1")
    return people


@pytest.fixture
def auditor(client, db):
    client.force_login(make.user("auditor"))
    return client


def table(page):
    return page.content.decode().partition("<tbody>")[2]


def test_everything_stands_there_newest_first_with_its_words(auditor, entries):
    with translation.override("zh-hans"):
        text = table(auditor.get(reverse("audit-list")))
    assert "修改季报" in text
    assert text.index("演示乙") < text.index("演示甲")


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"person": "演示甲"}, ["演示甲"]),
        ({"unit": "ZH"}, ["演示乙"]),
        ({"action": "assessments.edit_report"}, ["演示乙", "演示甲"]),
        ({"first": "2014-10-02"}, ["演示乙"]),
        ({"last": "2014-10-01"}, ["演示甲"]),
        ({"first": "2014-10-01", "last": "2014-10-02"}, ["演示乙", "演示甲"]),
        ({"person": "nobody"}, []),
    ],
)
def test_each_condition_narrows_page_and_table_alike(auditor, entries, asked, left):
    page = auditor.get(reverse("audit-list"), asked)
    assert [entry.actor_name for entry, _words, _details in page.context["rows"]] == left
    answer = auditor.get(reverse("audit-export"), asked)
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row[2] for row in rows[1:]] == left


def test_a_wrong_day_is_told_and_never_fails(auditor, entries):
    page = auditor.get(reverse("audit-list"), {"first": "2014-13-40", "page": "99999", "action": "no.such_thing"})
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"first", "action"}


def test_the_table_opens_in_a_spreadsheet_without_a_formula(auditor, entries):
    AuditEntry.objects.create(
        at=make.AT, actor_name="=cmd()", action="core.view_audit", object_type="x", object_id="1", object_label="+1"
    )
    answer = auditor.get(reverse("audit-export"))
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[1][2] == "'=cmd()"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("role", ["admin", "reviewer", "leader"])
def test_others_may_not_read_it(client, db, role):
    client.force_login(make.user(role))
    assert client.get(reverse("audit-list")).status_code == 403
    assert client.get(reverse("audit-export")).status_code == 403


def test_every_right_that_writes_has_words():
    rights = {right for rights in PERMISSIONS.values() for right in rights}
    writes = {right for right in rights if right.rpartition(".")[2].partition("_")[0] in WRITES}
    assert len(writes) >= 20
    with translation.override("en"):
        assert {right for right in writes if action_words(right) == right} == set()
        assert action_words("assessments.edit_report") == "edit report"
    assert len(VERBS) == len({str(word) for word in VERBS.values()})
    assert len(NOUNS) == len({str(word) for word in NOUNS.values()})
