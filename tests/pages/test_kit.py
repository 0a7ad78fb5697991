"""Every component of the kit, rendered once in both languages; the page kit.html shows how each is called."""

import datetime as dt
import re
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace as Row

import pytest
from django import forms
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from talentportal.core import formats, marks
from talentportal.core.forms import AmountField, WholeNumberField
from talentportal.core.views.generic import Pages

AT = dt.datetime(2014, 10, 8, 14, 32, tzinfo=timezone.get_default_timezone())
VOID = {"meta", "link", "input", "br", "hr", "img"}


class VisitsForm(forms.Form):
    visits = WholeNumberField(label="走访次数", help_text="只计有记录的走访", min_value=0, max_value=9999)
    reason = forms.CharField(label="原因", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    area = AmountField(label="面积", required=False, max_digits=9, decimal_places=2)
    forum = forms.ChoiceField(label="是否召开座谈会", choices=[("y", "是"), ("n", "否")], widget=forms.RadioSelect)
    tier = forms.ChoiceField(label="类别", choices=[("high", "一类"), ("low", "三类")])
    agree = forms.BooleanField(label="数据由本单位核实", help_text="签发前必选")
    proof = forms.FileField(label="凭据", required=False)


def everything(form):
    return {
        "states": list(marks.STATES),
        "parts": [("approved", 9), ("submitted", 5), ("ready", 1), ("returned", 2), ("draft", 6), ("not_started", 3)],
        "line": [Decimal("74.10"), Decimal("80.2"), Decimal("87.35")],
        "gaps": [None, Decimal(1), None, Decimal(3), Decimal(2)],
        "nothing": [None, None],
        "items": [("已报送", 14, "家", "共26家"), ("得分", "87.35", "分", "")],
        "formats": [("score", formats.score(Decimal("87.345"))), ("day", formats.day(AT))],
        "form": form,
        "where": {
            "summary": "走访记录22条",
            "text": "条件：首南街道",
            "rows": [("书记", 13, "9月24日")],
            "links": [("全部", "/x/")],
        },
        "rows": [("书记", 13, "9月24日"), ("副书记", 9, None)],
        "links": [("查看全部22条", "/x/"), ("补录", "/y/")],
        "note": Row(who="审核员甲", at=AT, about="走访次数", text="报表填24次\n系统只有22条"),
        "notes": [Row(who="审核员甲", at=AT, text="请核对"), Row(who="填报员乙", at=AT, text="已改")],
        "todo": [
            {"title": "一、引才情况", "href": "/a/", "hint": "新引进3人", "id": "s1", "state": None},
            {"title": "四、领导联系", "href": "/b/", "id": "s2", "state": "returned", "text": "1条批注待处理"},
        ],
        "answers": [{"label": "走访", "value": "22次", "was": "24次", "href": "/b/"}, {"label": "原因", "value": ""}],
        "life": [
            {"day": dt.date(2014, 4, 16), "kind": "programme", "title": "入选省级", "text": "", "href": "/e/"},
            {"day": dt.date(2013, 3, 2), "kind": "move", "title": "落户", "text": "潘火街道"},
        ],
        "fields": [{"name": "visits", "label": "走访", "mine": 22, "theirs": 23, "unit": "次"}],
        "at": AT,
        "pages": Pages.of(total=960, number=7, size=50, query="level=national"),
    }


def kit(language, data=None):
    request = RequestFactory().get("/kit/")
    request.resolver_match = None
    form = VisitsForm(data)
    with translation.override(language):
        template = Template((Path(__file__).parent / "kit.html").read_text())
        return template.render(RequestContext(request, everything(form)))


class Outline(HTMLParser):
    """Complains about crossed or unclosed elements; collects ids and what refers to them."""

    def __init__(self, page):
        super().__init__()
        self.open, self.ids, self.references, self.attributes = [], [], [], []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.attributes += [(tag, name) for name in given]
        self.ids += [given["id"]] if "id" in given else []
        for name in ("for", "aria-describedby", "aria-labelledby"):
            self.references += (given.get(name) or "").split()
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open, tag
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("data", [None, {"visits": "二十四", "area": "-", "reason": "x"}], ids=["fresh", "wrong"])
def test_every_component_is_sound_html_without_inline_style_or_script(language, data):
    outline = Outline(kit(language, data))
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.references) <= set(outline.ids)
    assert not [a for a in outline.attributes if a[1] == "style" or (a[1].startswith("on") and a[0] != "option")]


def test_english_kit_has_no_chinese_of_its_own():
    """Only the test's own words are Chinese: the frame and components are all translated."""
    chinese = re.compile("[一-鿿]+")
    own = set(chinese.findall((Path(__file__).parent / "kit.html").read_text() + Path(__file__).read_text()))
    words = {w for w in chinese.findall(re.sub("<[^>]*>", " ", kit("en"))) if w not in "中文人才是第一资源"}
    assert {w for w in words if not any(w in o for o in own)} == set()


def test_errors_stand_at_their_field_and_in_the_summary():
    page = kit("zh-hans", {"visits": "二十四", "forum": "y", "tier": "low", "agree": "on"})
    assert "<title>错误：组件" in page
    assert '<a href="#id_visits">请填写整数，例如12。</a>' in page
    field = page.split('name="visits"')[1].split(">")[0]
    assert 'aria-describedby="id_visits-hint id_visits-error n1"' in field
    assert 'aria-invalid="true"' in field
    assert 'value="二十四"' in field


@pytest.mark.parametrize(
    ("typed", "number"),
    [("１，２３４", 1234), (" 12 ", 12), ("1,000", 1000), ("－3", None), ("12.5", None), ("9" * 30, None)],
)
def test_numbers_are_read_as_people_type_them(typed, number):
    form = VisitsForm({"visits": typed})
    form.is_valid()
    assert form.cleaned_data.get("visits") == number
    assert ("visits" in form.errors) is (number is None)


def test_text_from_people_is_escaped_in_marks():
    hostile = '"><img src=x>'
    drawn = [
        marks.tag(hostile),
        marks.status("draft", hostile),
        marks.status(hostile),
        marks.bullet(hostile, 1, 2, hostile),
        marks.meter(1, 2, hostile),
        marks.spark([Decimal(1)], hostile),
        marks.stack_bar([("draft", 1)], hostile),
        marks.level_tag(hostile),
    ]
    assert not [mark for mark in drawn if "<img" in mark]


def test_marks_speak_the_readers_language():
    with translation.override("zh-hans"):
        assert "已退回" in marks.status("returned")
        assert "上升" in marks.delta(2)
    with translation.override("en"):
        assert "Returned" in marks.status("returned")
        assert ">up<" in marks.delta(2)


@pytest.mark.parametrize(
    ("call", "value", "zh", "en"),
    [
        (formats.score, Decimal("87.345"), "87.35", "87.35"),
        (formats.score, None, "—", "—"),
        (formats.score, 0, "0.00", "0.00"),
        (formats.number, Decimal("1234.50"), "1,234.5", "1,234.5"),
        (formats.change, Decimal("-1.4"), "-1.40", "-1.40"),
        (formats.change, 0, "0", "0"),
        (formats.percent, Decimal("0.6154"), "62%", "62%"),
        (formats.wan_yuan, Decimal("3970000"), "397.00万元", "CNY 3,970,000"),
        (formats.day, dt.date(2014, 10, 8), "2014年10月8日", "8 October 2014"),
        (formats.weekday, dt.date(2014, 10, 8), "周三", "Wed"),
        (formats.moment, AT, "2014年10月8日14:32", "8 October 2014, 14:32"),
        (formats.short_moment, AT.astimezone(dt.UTC), "10月8日14:32", "8 Oct, 14:32"),
        (formats.quarter, "2014Q3", "2014年三季度", "2014 Q3"),
        (formats.quarter, Row(year=2014, quarter=1), "2014年一季度", "2014 Q1"),
        (formats.rank, 3, "第3名", "No. 3"),
        (formats.dash, 0, 0, 0),
    ],
)
def test_numbers_and_days_are_written_as_each_language_writes_them(call, value, zh, en):
    with translation.override("zh-hans"):
        assert call(value) == zh
    with translation.override("en"):
        assert call(value) == en


def test_spark_spans_its_box_and_leaves_gaps():
    assert 'd="M3.0 20.0L83.0 4.0"' in marks.spark([Decimal(1), Decimal(2)])
    assert marks.spark([1, None, 2]).count("M") == 2
    assert "<svg" not in marks.spark([])


def test_marks_of_1300_rows_cost_less_than_a_template_each():
    """Counted, not timed: a mark renders no template and looks up no translation once warm."""
    calls = []
    original = Template.render
    Template.render = lambda self, context: calls.append(1) or original(self, context)
    try:
        for n in range(1300):
            marks.status("approved"), marks.delta(n % 3 - 1), marks.meter(n, 1300), marks.spark([n, n + 1])
    finally:
        Template.render = original
    assert not calls


def test_components_need_no_request():
    assert "数据" in Template('{% load portal %}{% empty "没有数据" %}').render(Context())
