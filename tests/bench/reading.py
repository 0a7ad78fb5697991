"""Reading: a REST list and the ranking page against a bare WSGI program; bars R1 and P1."""

from collections.abc import Iterator

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test.utils import override_settings

from assessments.models import Period
from assessments.services.scoring import publish_run, score_period
from tests import make

from .databases import league
from .table import Row, at_least, for_context, not_measured
from .web import BY_ROW, BY_TEXT, App, bare_prepared, bare_wsgi, compare, environ, portal, results

LIST, PAGE = "/api/v1/scores/", "/ranking/2014Q2/"
UNITS = 26
THEIR_MIDDLEWARE = ["tests.bench.rivals.Here", "django.middleware.common.CommonMiddleware"]


def rows() -> Iterator[Row]:
    settings.ALLOWED_HOSTS.append("localhost")
    with league(UNITS, UNITS) as period:
        publish(period)
        yield from small_list()
        yield from district_page()
    with league(1_300, UNITS) as period:
        publish(period)
        yield from long_page()


def publish(period: Period) -> None:
    publish_run(score_period(period, at=make.AT), by=make.approver(), at=make.AT)


def floors(rows: int) -> dict[str, tuple[App, dict]]:
    """A floor is the cheaper of two ways."""
    return {way: (bare_wsgi(way, rows), {}) for way in (BY_ROW, BY_TEXT)}


def lowest(took: dict[str, float]) -> float:
    return min(took[BY_ROW], took[BY_TEXT])


def rival() -> App:
    """Views of others behind the least that Django itself needs."""
    with override_settings(MIDDLEWARE=THEIR_MIDDLEWARE):
        return WSGIHandler()


def small_list() -> Iterator[Row]:
    other, what = rival(), "25 scores, REST"
    contenders = floors(25) | {
        "prepared": (bare_prepared(BY_ROW, 25), {}),
        "product": (portal(make.user("approver")), environ(LIST, "period=2014Q2&page_size=25")),
        "stock": (other, environ("/stock/", "limit=25")),
        "ninja": (other, environ("/ninja/scores", "limit=25")),
    }
    first = results(*contenders[BY_ROW])
    if len(first) != 25 or any(results(*contender) != first for contender in contenders.values()):
        raise AssertionError("the contenders answer with different rows")
    took = compare(contenders)
    yield beside("R1", what, "bare WSGI", lowest(took), took["product"], 0.55)
    yield beside("R1", what, "bare WSGI, planned ahead as ours", took["prepared"], took["product"])
    yield beside("R1", what, "stock DRF", took["stock"], took["product"], 3)
    yield beside("R1", what, "django-ninja", took["ninja"], took["product"], 2)
    yield not_measured("R1", what, "NetBox 4.6, its list of sites", ">= 20")


def district_page() -> Iterator[Row]:
    """Tables of this size are kept nowhere: each request reads and draws its own."""
    took = compare(floors(UNITS) | {"product": (portal(make.user("leader")), environ(PAGE))})
    yield beside("P1", f"ranking page, {UNITS} units, cold", "bare WSGI", lowest(took), took["product"], 0.20)


def long_page() -> Iterator[Row]:
    took = compare(floors(1_300) | {"product": (portal(make.user("leader")), environ(PAGE))})
    yield beside("P1", "ranking page, 1,300 units, warm", "bare WSGI", lowest(took), took["product"], 1.5)


def beside(bar: str, what: str, whom: str, theirs: float, ours: float, goal: float | None = None) -> Row:
    measured = (bar, what, whom, f"{theirs:.2f} ms", f"{ours:.2f} ms", theirs / ours)
    return at_least(*measured, goal) if goal else for_context(*measured)
