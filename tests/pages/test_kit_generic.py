"""The generic register pages, on 25 units of one district: search, facets, order, pages, parts and row scope."""

import datetime as dt

import pytest

from townships.models import District, Township, User

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.pages.generic_urls")]
KINDS = ["town"] * 15 + ["subdistrict"] * 8 + ["park"] * 2


@pytest.fixture
def units(db):
    district = District.objects.create(code="330212", name_zh="鄞州区", name_en="Yinzhou")
    return Township.objects.bulk_create(
        Township(
            district=district, code=f"U{i:02}", kind=kind, order=i, initials=f"dw{i}", opened_on=dt.date(2000, 1, 1)
        )
        for i, kind in enumerate(KINDS)
    )


@pytest.fixture
def listing(client, units):
    client.force_login(User.objects.create_user("a", name="演示甲", role="auditor"))
    return lambda query="", **headers: client.get(f"/units/{query}", headers=headers).content.decode()


def test_list_shows_a_page_its_counts_and_the_next(listing):
    text = listing()
    assert "第1—10条，共25条" in text
    assert 'value="park">' in text
    assert '?page=2"' in text
    assert "U10" in listing("?page=2")
    assert "第21—25条" in listing("?page=999999")


def test_search_facets_and_order_work_together(listing):
    text = listing("?q=dw1&kind=town")
    assert "共6条" in text  # dw1 and dw10 to dw14
    assert "去掉条件：镇" in text
    first = listing("?order=-0").split("<tbody>")[1]
    assert first.index("U24") < first.index("U23")
    assert 'aria-sort="descending"' in listing("?order=-0")


def test_counts_of_a_facet_heed_the_others_but_not_itself(listing):
    text = listing("?kind=park&in=%E9%84%9E%E5%B7%9E%E5%8C%BA")
    assert '<span class="n">15</span>' in text
    assert '鄞州区<span class="n">2</span>' in text


@pytest.mark.parametrize(
    "query", ["?page=-1", "?page=x", "?order=99", "?kind=nothing", "?q=%00", "?in=%00", "?page=１", "?q=" + "x" * 500]
)
def test_odd_addresses_never_fail(listing, query):
    assert "results" in listing(query)


def test_no_match_offers_to_clear(listing):
    assert "清除全部条件" in listing("?q=nobody")


def test_htmx_gets_the_results_and_fresh_counts_only(listing):
    part = listing("?kind=park", **{"HX-Request": "true", "HX-Target": "results"})
    assert part.lstrip().startswith('<div id="results"')
    assert "<html" not in part
    assert 'id="facet-groups" hx-swap-oob="true"' in part


def test_queries_do_not_grow_with_rows(listing, units, django_assert_num_queries):
    listing()
    with django_assert_num_queries(5):  # user (the session is cached), count, rows, one for each of the two facets
        listing()


def test_a_row_of_another_unit_is_not_found_and_a_missing_right_is_refused(client, units):
    own, other = units[0], units[1]
    client.force_login(User.objects.create_user("b", name="演示乙", role="clerk", township=own))
    assert client.get(f"/units/{own.code}/").status_code == 200
    assert client.get(f"/units/{other.code}/").status_code == 404
    refused = client.get("/units/")
    assert refused.status_code == 403
    assert "您的账号不能打开这个页面" in refused.content.decode()
