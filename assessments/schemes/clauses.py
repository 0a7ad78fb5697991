"""The rules of the credit ledger, each with its sentence and a life that shows it; the ledger itself works it out."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from experts.models import Engagement
from experts.services.facts import AgreementFact, OpeningFact, PersonFacts
from experts.services.terms import Merger

from .lives import CHANGED, A, B, C, Reason, chosen, day, person, placed, units


@dataclass(frozen=True)
class Clause:
    """`facts` is the life; `told` says it in words. `others` is what else a unit was credited in the year."""

    slug: str
    title: Any
    sentence: Any
    told: Any
    facts: PersonFacts
    terms: tuple[str, ...] = ()
    others: Decimal = Decimal(0)
    reads_bonus: bool = False


CLAUSES: tuple[Clause, ...] = (
    Clause(
        "landing",
        _("Landing"),
        _(
            "A person counts from the later of the day of selection and the day of landing, both verified. The unit is "
            "credited with the value of the level times the factor of the engagement, and with a head if the level "
            "reaches its tier."
        ),
        _("Selected at municipal level on 10 March 2014, landed full-time in Town A on 20 May 2014."),
        person(chosen(1, "municipal", day(3, 10)), placed(1, A, day(5, 20))),
        ("values", "factors"),
    ),
    Clause(
        "upgrade",
        _("Upgrade"),
        _(
            "A higher level earns only the difference to what stands credited, for the unit that hosts the person on "
            "the day of the selection. A head is counted once."
        ),
        _("Hosted by Town A since 2014; municipal level on 20 May 2014, provincial level on 8 September 2014."),
        person(chosen(1, "municipal", day(5, 20)), chosen(2, "provincial", day(9, 8)), placed(1, A, day(5, 20))),
        ("values",),
    ),
    Clause(
        "conversion",
        _("Flexible to full-time"),
        _(
            "Flexible engagement counts by its factor. Whoever becomes full-time earns the rest, so that both together "
            "are what a full-time landing is worth."
        ),
        _("Municipal level, flexible in Town A from 1 March 2014, full-time there from 1 September 2014."),
        person(
            chosen(1, "municipal", day(3, 1)),
            placed(1, A, day(3, 1), day(9, 1), Reason.CONVERTED, engagement=Engagement.FLEXIBLE),
            placed(2, A, day(9, 1)),
        ),
        ("factors",),
    ),
    Clause(
        "two-programmes",
        _("Two programmes"),
        _("One person counts once in the district. Of several programmes held at a time only the highest counts."),
        _("Selected at municipal and at national level, landed in Town A on 6 May 2014."),
        person(
            chosen(1, "municipal", day(5, 6), "one"), chosen(2, "national", day(5, 6), "two"), placed(1, A, day(5, 6))
        ),
        ("values",),
    ),
    Clause(
        "conflict",
        _("Attribution conflict"),
        _(
            "While two units claim the same person, neither is credited and both scores are provisional. The decision "
            "counts from the original day in the next run."
        ),
        _("Town A and Town B both claim a provincial expert of June 2014; nothing is decided yet."),
        person(
            chosen(1, "provincial", day(6, 3)),
            placed(1, A, day(6, 3), is_contested=True),
            placed(2, B, day(6, 12), is_contested=True),
        ),
    ),
    Clause(
        "decision",
        _("Attribution decided"),
        _(
            "The unit to which the person is attributed is credited as if there had been no conflict; the other claim "
            "is dismissed."
        ),
        _("The same expert, attributed to Town A on 18 July 2014: the credit takes effect on 3 June."),
        person(chosen(1, "provincial", day(6, 3)), placed(1, A, day(6, 3))),
    ),
    Clause(
        "share",
        _("Shared credit"),
        _(
            "By a signed agreement several units share bonus and heads. The shares add up to 1.00, and none is below "
            "the smallest share."
        ),
        _("A national expert lands in Town A on 6 May 2014; Town A and Town C share half and half."),
        person(
            chosen(1, "national", day(5, 6)),
            placed(1, A, day(5, 6)),
            AgreementFact(1, day(1, 1), ((A, Decimal("0.50")), (C, Decimal("0.50")))),
        ),
        ("min_share",),
    ),
    Clause(
        "move",
        _("Move within the district"),
        _(
            "Whoever moves before the claw-back months are over takes the full credit along: it leaves the one unit "
            "and enters the other on the day of the move, and the new unit's own tier decides on the head. After that "
            "nothing moves."
        ),
        _("Municipal level, landed in Town A on 10 February 2014, moved to Town C on 1 August 2014."),
        person(
            chosen(1, "municipal", day(2, 10)),
            placed(1, A, day(2, 10), day(8, 1), Reason.MOVED),
            placed(2, C, day(8, 1)),
        ),
        ("clawback_months",),
    ),
    Clause(
        "departure",
        _("Departure in the same year"),
        _(
            "Whoever leaves the district in the year of the credit, within the claw-back months, takes it back: the "
            "entry is reversed on the day of leaving, with the heads. Death, grave illness and posting by the state "
            "cost nothing."
        ),
        _("Municipal level, landed in Town A on 10 February 2014, left on 3 August 2014."),
        person(chosen(1, "municipal", day(2, 10)), placed(1, A, day(2, 10), day(8, 3), Reason.LEFT)),
        ("clawback_months",),
    ),
    Clause(
        "late-departure",
        _("Departure in the following year"),
        _(
            "Whoever leaves in the following year, within the claw-back months, costs the unit what the person had "
            "really brought it: the bonus of the earlier year less the bonus of that year without the person. Heads "
            "stay."
        ),
        _(
            "National level, landed in Town A on 6 October 2014, left on 5 May 2015; the other persons of Town A "
            "brought 4.00 in 2014."
        ),
        person(chosen(1, "national", day(10, 6)), placed(1, A, day(10, 6), day(5, 5, 2015), Reason.LEFT)),
        ("clawback_months", "cap"),
        others=Decimal("4.00"),
    ),
    Clause(
        "merger",
        _("Merger of units"),
        _(
            "The successor inherits the ledger: the entries of the year leave the merged unit and enter the successor "
            "on the day of the merger, heads as they are, under one cap."
        ),
        _("Municipal level, landed in Town A on 10 March 2014; Town A is merged into Town B on 1 July 2014."),
        person(chosen(1, "municipal", day(3, 10)), placed(1, A, day(3, 10)), at=units(Merger(day(7, 1), A, B))),
    ),
    Clause(
        "split",
        _("Split of a unit"),
        _("The entries of the persons who go over to the new unit follow them on that day, heads as they are."),
        _("Municipal level, landed in Town A on 10 March 2014; the person goes over to Town B on 1 July 2014."),
        person(
            chosen(1, "municipal", day(3, 10)),
            placed(1, A, day(3, 10), day(7, 1), Reason.REORGANISED),
            placed(2, B, day(7, 1)),
        ),
    ),
    Clause(
        "opening-balance",
        _("Opening balance"),
        _(
            "Whoever landed before the portal went live stands with the level then held, worth nothing; only a higher "
            "level earns points."
        ),
        _("In Town A since 2010, municipal level as opening balance on 1 January 2014; provincial on 6 May 2014."),
        person(
            OpeningFact("municipal", day(1, 1), A),
            chosen(1, "municipal", day(3, 1, 2010)),
            chosen(2, "provincial", day(5, 6)),
            placed(1, A, day(3, 1, 2010)),
        ),
        ("values",),
    ),
    Clause(
        "tier-change",
        _("Change of tier"),
        _(
            "A new tier holds from the first day of a quarter. Heads are judged by the tier of the day; what was "
            "counted before stays. The annual target is the mean of the months in each tier."
        ),
        _("Town A passes from the low to the high tier on 1 July 2014; a municipal expert lands on 1 August 2014."),
        person(chosen(1, "municipal", day(8, 1)), placed(1, A, day(8, 1)), at=units(a=CHANGED)),
        ("tiers",),
    ),
    Clause(
        "cap-and-floor",
        _("Cap and floor"),
        _(
            "The bonus of a quarter is the sum of the year's entries so far, at least the floor and at most the cap. "
            "Cap and floor are applied when the sum is read, never to an entry, and nothing is carried forward."
        ),
        _("National level, landed in Town A on 6 May 2014; the other persons of Town A brought 3.00 in the year."),
        person(chosen(1, "national", day(5, 6)), placed(1, A, day(5, 6))),
        ("cap", "floor"),
        others=Decimal("3.00"),
        reads_bonus=True,
    ),
)
BY_SLUG = {clause.slug: clause for clause in CLAUSES}
