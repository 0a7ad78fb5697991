"""Reading: a REST list and the ranking page against a bare WSGI program; bars R1 and P1."""

from collections.abc import Iterator

from django.conf import settings
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.test.utils import override_settings

from assessments.models import Period
from assessments.services.scoring import publish_run, score_period
from tests import make

from .databases import league
from .table import Row, at_least
from .web import answer, bare_wsgi, compare, environ, portal, same_numbers

LIST, PAGE = "/api/v1/scores/", "/ranking/2014Q2/"
BARE = ["django.middleware.common.CommonMiddleware"]


def rows() -> Iterator[Row]:
    with league(26, 26) as period:
        publish(period)
        yield from small_list()
        yield from district_page()
    with league(1_300, 26) as period:
        publish(period)
        yield from long_page()


def publish(period: Period) -> None:
    publish_run(score_period(period, at=make.AT), by=make.approver(), at=make.AT)
    settings.ALLOWED_HOSTS.append("localhost")


def emptied(app):
    """The same program with nothing kept from the request before."""

    def cold(asked, start_response):
        cache.clear()
        return app(asked, start_response)

    return cold


def rival():
    """Views of others behind the least that Django itself needs."""
    with override_settings(ROOT_URLCONF="tests.bench.rivals", MIDDLEWARE=BARE):
        app = WSGIHandler()

    def answered(asked, start_response):
        with override_settings(ROOT_URLCONF="tests.bench.rivals"):
            return app(asked, start_response)

    return answered


def small_list() -> Iterator[Row]:
    product, other, floor = portal(make.user("approver")), rival(), bare_wsgi(25)
    asked = environ(LIST, "period=2014Q2&page_size=25")
    if not same_numbers(answer(product, asked)[1], answer(floor, asked)[1]):
        raise AssertionError("list and floor give different rows")
    took = compare(
        {
            "floor": (floor, asked),
            "product": (product, asked),
            "stock": (other, environ("/stock/", "limit=25")),
            "ninja": (other, environ("/ninja/scores", "limit=25")),
        }
    )
    yield beside("R1", "25 scores, REST", "bare WSGI", took["floor"], took["product"], 0.55)
    yield beside("R1", "25 scores, REST", "stock DRF", took["stock"], took["product"], 3)
    yield beside("R1", "25 scores, REST", "django-ninja", took["ninja"], took["product"], 2)


def district_page() -> Iterator[Row]:
    product = emptied(portal(make.user("leader")))
    took = compare({"floor": (bare_wsgi(26), environ(PAGE)), "product": (product, environ(PAGE))})
    yield beside("P1", "ranking page, 26 units, cold", "bare WSGI", took["floor"], took["product"], 0.20)


def long_page() -> Iterator[Row]:
    product = portal(make.user("leader"))
    took = compare({"floor": (bare_wsgi(1_300), environ(PAGE)), "product": (product, environ(PAGE))})
    yield beside("P1", "ranking page, 1,300 units, warm", "bare WSGI", took["floor"], took["product"], 1.5)


def beside(bar: str, what: str, whom: str, theirs: float, ours: float, goal: float) -> Row:
    return at_least(bar, what, whom, f"{theirs:.2f} ms", f"{ours:.2f} ms", theirs / ours, goal)
