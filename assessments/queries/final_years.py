"""Years whose result is final: nothing in them changes any more, a correction is an entry of a later year."""

from django.utils.translation import gettext as _

from assessments.models import YearResult


def final_years() -> set[int]:
    return set(YearResult.objects.filter(final_at__isnull=False).values_list("year", flat=True))


def is_final(year: int) -> bool:
    return YearResult.objects.filter(year=year, final_at__isnull=False).exists()


def first_open_year(year: int) -> int:
    """The year itself, or the first one after it without a final result."""
    final = final_years()
    while year in final:
        year += 1
    return year


def final_words(year: int) -> str:
    """What a person hears who comes too late, with the way that is left."""
    return _("The result of %(year)s is final. A correction is now an entry in %(next)s.") % {
        "year": year,
        "next": first_open_year(year),
    }
