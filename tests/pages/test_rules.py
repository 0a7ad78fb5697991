"""Every rule has its page: both sentences, the clause, and an example whose numbers the real code works out."""

import pytest

from assessments.models import Indicator
from assessments.rules import RULES
from assessments.schemes.clauses import CLAUSES
from experts.models import CreditEntry
from tests import make
from tests.assessments.results.table import Reader, words
from townships.models import Role

pytestmark = pytest.mark.django_db
REASONS = {"conflict", "decision", "adjustment"}  # why a row was written; never what is due


@pytest.fixture
def reader():
    make.published_scheme()
    return Reader(make.user(Role.LEADER))


def test_every_rule_and_indicator_is_listed_and_opens(reader):
    page = reader.get("/rules/")
    slugs = [clause.slug for clause in CLAUSES] + list(RULES) + list(Indicator.objects.values_list("code", flat=True))
    for slug in slugs:
        assert f'href="/rules/{slug}/"' in page
        detail = reader.get(f"/rules/{slug}/")
        assert 'lang="zh-Hans"' in detail
        assert 'lang="en"' in detail
    reader.get("/rules/nothing/", expect=404)


@pytest.mark.parametrize(
    ("slug", "rows"),
    [
        ("landing", ["2014年5月20日 甲镇 首次入选落户 市级 +1.00 +1.00"]),
        ("upgrade", ["2014年9月8日 甲镇 晋级 省级 +1.00 0", "2014 甲镇 2.00 0.00 2.00 1.00"]),
        ("share", ["甲镇 首次入选落户 国家级 +1.50 +0.50", "丙镇 首次入选落户 国家级 +1.50 +0.50"]),
        ("conflict", ["台账没有分录：都不计分。"]),
        ("move", ["甲镇 调往其他单位 市级 -1.00 -1.00", "丙镇 由其他单位调入 市级 +1.00 0"]),
        ("late-departure", ["2015年5月5日 甲镇 次年扣回 国家级 -1.00 0"]),
        ("merger", ["2014 乙镇 1.00 0.00 1.00 1.00"]),
        ("tier-change", ["甲镇 首次入选落户 市级 +1.00 0"]),
        ("cap-and-floor", ["2014 甲镇 3.00 3.00 5.00 1.00"]),
    ],
)
def test_the_examples_of_the_ledger(reader, slug, rows):
    page = words(reader.get(f"/rules/{slug}/"))
    for row in rows:
        assert row in page


def test_the_example_follows_the_scheme_and_not_a_typed_number():
    text = make._reference_text().replace("bonus = 1.00", "bonus = 0.80")
    make.published_scheme(text)
    page = words(Reader(make.user(Role.LEADER)).get("/rules/landing/"))
    assert "首次入选落户 市级 +0.80 +1.00" in page


def test_points_of_an_indicator_are_those_of_the_rule(reader):
    assert "3 / 4 6.00 × min(1, 3 ÷ 4 ÷ 80%) = 5.63 5.63" in words(reader.get("/rules/D2/"))
    assert "4 / 4 4 ÷ 4，达到95%一级：得6.00分。 6.00" in words(reader.get("/rules/F3/"))


def test_no_cause_of_an_entry_is_left_unexplained():
    from assessments.services.crediting import terms_of
    from assessments.views.rules import _due

    terms = terms_of(make.published_scheme())
    shown = {entry.rule for clause in CLAUSES for entry in _due(clause, terms)} | {"opening"}
    assert shown == set(CreditEntry.Cause.values) - REASONS
