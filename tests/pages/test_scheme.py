"""The scheme pages: everything that decides a score can be read, with the sums, in both languages."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Indicator, Scheme
from assessments.schemes import REFERENCE
from assessments.services.schemes import load_scheme
from tests import make
from tests.assessments.results.table import Reader, rows, text, words
from townships.models import Role

pytestmark = pytest.mark.django_db

LINE, POINTS, RULE, HIGH, MEDIUM, LOW, COUNTED = range(7)


@pytest.fixture
def scheme():
    return make.published_scheme()


@pytest.fixture
def reader():
    return Reader(make.user(Role.LEADER))


def tree(page):
    return {row[LINE].split()[0]: row for row in rows(page)}


def test_the_page_shows_every_group_and_line_with_weight_and_the_sum(scheme, reader):
    page = reader.get("/schemes/YZ-REF/1/")
    found = tree(page)
    assert len(found) == 7 + Indicator.objects.filter(scheme=scheme).count() == 26
    assert (found["B"][POINTS], found["B1"][POINTS], found["G"][POINTS]) == ("35", "20", "7")
    assert "100 / 100 权重合计正确" in words(page)
    assert text(page.split("<tfoot>")[1].split("</tfoot>")[0]).startswith("合计 100")


def test_rules_and_targets_are_in_words_and_by_tier(scheme, reader):
    found = tree(reader.get("/schemes/YZ-REF/1/"))
    assert found["B1"][HIGH:COUNTED] == ["2", "1", "1"]
    assert found["E1"][HIGH:COUNTED] == ["40", "24", "12"]
    assert found["D2"][RULE:COUNTED] == ["比率", "80%", "80%", "80%"]
    assert found["C2"][HIGH:COUNTED] == ["—", "—", "—"]
    assert "各季时序：0/50/75/100%" in found["B1"][COUNTED]
    assert "一类：达1得2.00分 · 达3得3.50分 · 达5得5.00分" in found["C2"][COUNTED]
    assert "三类：达1得5.00分" in found["C2"][COUNTED]
    assert found["F3"][COUNTED].count("达70%得3.00分 · 达85%得5.00分 · 达95%得6.00分") == 1  # all tiers share it
    assert "院士 3" in found["B3"][COUNTED]


def test_bonus_levels_deductions_grades_and_calendar_are_there(scheme, reader):
    page = words(reader.get("/schemes/YZ-REF/1/"))
    for part in ("国家级 3.00", "省级 2.00", "市级 1.00", "区级 0.50", "合计上限 5.00"):
        assert part in page
    assert "Y2 虚报瞒报" in page
    assert "-5.00" in page
    assert "优秀 ≥ 90" in page
    assert "重点督办 ≥ 0" in page
    assert "报送截止 10日 锁定 20日 审核完成 25日" in page
    assert "一类 省级 二类 市级 三类 区级" in page


def test_the_page_says_who_published_it_and_the_quarters_it_rules(scheme, reader):
    make.period(2014, 2)
    page = reader.get("/schemes/YZ-REF/1/")
    assert f"2014年10月8日由{scheme.published_by.name}发布，发布后不再改动。" in words(page)
    assert 'href="/ranking/2014Q2/"' in page


def test_a_draft_is_marked_and_both_versions_are_listed(scheme, reader):
    draft = load_scheme(REFERENCE.read_text().replace("version = 1", "version = 2", 1), by=make.user(), at=make.AT)
    assert draft.status == Scheme.Status.DRAFT
    assert "草稿，尚未执行。" in words(reader.get("/schemes/YZ-REF/2/"))
    listed = rows(reader.get("/schemes/"))
    assert [(row[1], row[2]) for row in listed] == [("YZ-REF · 2", "草稿"), ("YZ-REF · 1", "已发布")]
    reader.get("/schemes/YZ-REF/3/", expect=404)


def test_english_names_every_line(scheme):
    page = words(Reader(make.user(Role.AUDITOR), "en").get("/schemes/YZ-REF/1/"))
    assert "Leading group in place" in page
    assert "The weights add up" in page
    assert not re.search("[一-鿿]", page.replace(scheme.published_by.name, "").split("Printed")[-1])


def test_no_scheme_yet(reader):
    assert "还没有考核方案" in words(reader.get("/schemes/"))


def test_everybody_but_programs_may_read_it(scheme):
    unit = make.township()
    for role in Role:
        person = make.user(role, township=unit if role in ("secretary", "deputy", "clerk") else None)
        Reader(person).get("/schemes/YZ-REF/1/", expect=403 if role == Role.API_CLIENT else 200)


def test_the_number_of_queries_is_fixed(scheme, reader):
    with CaptureQueriesContext(connection) as queries:
        reader.get("/schemes/YZ-REF/1/")
    own = [q["sql"] for q in queries if not re.search("django_session|FROM .townships_user. WHERE", q["sql"])]
    assert len(own) <= 14, "\n".join(own)
