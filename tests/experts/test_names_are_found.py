"""Names are found by characters, pinyin and initials, and nothing that does not fit is shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experts.names import grams, initials, is_match, search_grams, sort_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单演示", "shan4 yan3 shi4"),
        ("仇演示", "qiu2 yan3 shi4"),
        ("曾演示", "zeng1 yan3 shi4"),
        ("尉迟演", "yu4 chi2 yan3"),
        ("吕演示", "lv3 yan3 shi4"),
        ("欧阳演", "ou1 yang2 yan3"),
    ],
)
def test_sort_key_reads_surnames_as_surnames(name, key):
    assert sort_key(name) == key


def test_names_sort_as_the_dictionary_does():
    names = ["曾村", "单县", "东吴镇", "洞桥镇", "仇毕村"]
    assert sorted(names, key=sort_key) == ["东吴镇", "洞桥镇", "仇毕村", "单县", "曾村"]


def test_initials():
    assert initials("演示甲") == "ysj"
    assert initials("曾演示") == "zys"
    assert initials("Anna 演示") == "ays"


FITS = [
    ("演示甲", "演"), ("演示甲", "示甲"), ("演示甲", "甲"), ("演示甲", "yanshijia"), ("演示甲", "yan shi jia"),
    ("演示甲", "YanShi"), ("演示甲", "ysj"), ("演示甲", "sj"), ("演示甲", "j"), ("演示甲", "yanshij"),
    ("演示甲", "ｙｓｊ"), ("演示甲", "yǎn shì"), ("演示甲", "演shi"), ("演示甲", "y示"), ("曾演示", "zeng"),
    ("曾演示", "ceng"), ("单演示", "shany"), ("吕演示", "lv"), ("吕演示", "lü"), ("吕演示", "lyu"),
    ("覃演示", "tan"), ("覃演示", "qin"), ("演示01", "01"), ("演示01", "ys01"), ("Anna 演示", "anna"),
    ("尉迟演", "yuchi"), ("𠮷演示", "𠮷"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), FITS)
def test_fitting_text_finds_the_name(name, text):
    assert is_match(text, name)
    assert set(search_grams(text)) <= set(grams(name))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("演示甲", "甲演"),
        ("演示甲", "an"),
        ("演示甲", "yj"),
        ("演示甲", "yanjia"),
        ("演示甲", "ysjx"),
        ("演示甲", "hi"),
        ("演示甲", "演示乙"),
        ("演示甲", ""),
        ("演示甲", "!?"),
        ("演示甲", "示示"),
    ],
)
def test_other_text_does_not(name, text):
    assert not is_match(text, name)


def test_latin_name_is_found_too():
    assert is_match("smith", "演示甲", "Sample Smith")
    assert is_match("ss", "演示甲", "Sample Smith")
    assert is_match("samplesmith", "演示甲", "Sample Smith")
    assert set(search_grams("sample s")) <= set(grams("演示甲", "Sample Smith"))


CHARS = st.text("单曾吕覃演示甲乙张女绿安鄂𠮷01AbÉ· ", min_size=1, max_size=6)


@given(CHARS, st.text("单曾吕演示甲张安yanshijceglv01ab ", min_size=1, max_size=5))
@settings(max_examples=1500, deadline=None)
def test_the_grams_never_hide_a_name_that_fits(name, text):
    if is_match(text, name):
        assert set(search_grams(text)) <= set(grams(name))


@given(CHARS)
@settings(max_examples=500, deadline=None)
def test_stored_columns_fit_their_fields(name):
    assert all(1 <= len(gram) <= 2 for gram in grams(name))
    assert len(sort_key(name)) <= 200
    assert len(initials(name)) <= 20
