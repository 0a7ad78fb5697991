"""The reference scheme: loaded from its file, published, frozen, written back."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from assessments.models import Indicator, Scheme
from assessments.schemes import REFERENCE
from assessments.schemes.document import SchemeFaults
from assessments.schemes.writing import write_document
from assessments.services.schemes import SchemeRefused, load_scheme, publish_scheme, review_scheme
from talentportal.core.models import AuditEntry
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TEXT = REFERENCE.read_text(encoding="utf-8")


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def test_reference_has_seven_groups_and_nineteen_indicators_worth_100():
    scheme = load_scheme(REFERENCE, by=make.user(), at=make.AT)
    assert [f"{g.code}{g.weight}" for g in scheme.groups.order_by("position")] == [
        "A8.00", "B35.00", "C10.00", "D15.00", "E10.00", "F15.00", "G7.00",
    ]  # fmt: skip
    rows = list(scheme.indicators.order_by("position"))
    assert [row.position for row in rows] == list(range(1, 20))
    assert sum(row.weight for row in rows) == scheme.base_points == Decimal("100.00")
    assert {row.kind for row in rows} == {"checklist", "ratio", "yes_no", "steps", "rate", "penalty"}


def test_targets_steps_and_items_are_those_of_the_tiers():
    scheme = load_scheme(REFERENCE, by=make.user(), at=make.AT)
    of = {row.code: row for row in scheme.indicators.all()}
    assert {t.tier: t.value for t in of["B1"].targets.all()} == {"high": 2, "medium": 1, "low": 1}
    assert [(s.at_least, s.points) for s in of["C2"].steps.filter(tier="medium")] == [(1, 3), (3, 5)]
    assert {i.code: i.value for i in of["G2"].items.all()} == {
        "late_1_to_3_working_days": 1, "late_over_3_working_days": 2, "each_return": Decimal("0.5"), "missing": 3,
    }  # fmt: skip
    assert of["B1"].phase == [Decimal(0), Decimal("0.5"), Decimal("0.75"), Decimal(1)]


def test_scheme_written_back_is_the_very_file():
    scheme = load_scheme(REFERENCE, by=make.user(), at=make.AT)
    assert write_document(scheme) == TEXT


def test_loading_a_draft_again_replaces_it():
    editor = make.user()
    load_scheme(REFERENCE, by=editor, at=make.AT)
    load_scheme(TEXT.replace("Sessions", "Meetings"), by=editor, at=make.AT)
    assert Scheme.objects.count() == 1


def test_publisher_is_not_the_editor_and_is_audited():
    approver = make.approver()
    scheme = load_scheme(REFERENCE, by=approver, at=make.AT)
    with pytest.raises(SchemeRefused, match="editor"):
        publish_scheme(scheme, by=approver, at=make.AT)
    other = make.user("approver")
    with pytest.raises(SchemeRefused, match="not reviewed yet"):
        publish_scheme(scheme, by=other, at=make.AT)
    review_scheme(scheme, by=other, at=make.AT)
    assert publish_scheme(scheme, by=other, at=make.AT).status == "published"
    assert AuditEntry.objects.filter(action="assessments.publish_scheme", actor=other).count() == 1


def test_only_the_approver_publishes():
    scheme = load_scheme(REFERENCE, by=make.user(), at=make.AT)
    with pytest.raises(SchemeRefused, match="may not"):
        publish_scheme(scheme, by=make.user("reviewer"), at=make.AT)
    with pytest.raises(SchemeRefused, match="may not"):
        review_scheme(scheme, by=make.user("leader"), at=make.AT)


def test_published_version_is_not_loaded_again_and_the_database_refuses_a_change():
    scheme = make.published_scheme()
    with pytest.raises(SchemeRefused, match="new version"):
        load_scheme(REFERENCE, by=make.user(), at=make.AT)
    for change in (
        lambda: Indicator.objects.filter(scheme=scheme, code="B1").update(weight=19),
        lambda: scheme.indicators.get(code="B1").targets.update(value=9),
        lambda: scheme.indicators.get(code="C2").steps.all().delete(),
        lambda: scheme.levels.update(bonus=0),
        lambda: Scheme.objects.filter(pk=scheme.pk).update(bonus_cap=9),
    ):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("weight = 8.00", "weight = 9.00", "group A: indicators add up to 8.00, the group has 9.00"),
        ("weight = 8.00", "weight = 9.00", "groups: add up to 101.00, base_points is 100.00"),
        ('measure = "heads"', 'measure = "noses"', "group B, indicator B1: unknown measure 'noses'"),
        ('kind = "rate"', 'kind = "guess"', "group D, indicator D2: kind: Value 'guess' is not a valid choice."),
        ("low = 0.80 }", "low = 8.00 }", "group D, indicator D2: the target of a rate is a share"),
        (", low = 0.80 }", " }", "group D, indicator D2: no target for tier low"),
        ("[3.00, 3.50]", "[6.00, 3.50]", "group C, indicator C2: steps of tier high do not rise"),
        ("[5.00, 5.00]]", "[5.00, 6.00]]", "group C, indicator C2: steps of tier high give more"),
        ("phase = [0.25,", "phase = [0.65,", "group A, indicator A2: phase needs four shares"),
        ('code = "A2"', 'code = "A1"', "group A, indicator A1: the code is used twice"),
        ('code = "A2"', 'code = "X1"', "group A, indicator X1: code: X1 has a meaning of its own"),
        ('level = "district"', 'level = "village"', "levels: level: Value 'village' is not a valid choice."),
        ('level = "district"', 'level = "municipal"', "levels: municipal must appear exactly once"),
        ("minimum = 90.00", "minimum = 70.00", "grades: minima must fall"),
        ('code = "each_return"', 'code = "each"', "group G, indicator G2: a penalty needs the items"),
        ('code = "team"', 'code = "teem"', "group B, indicator B3: nothing counts the item teem"),
        ("version = 1", "version =", "not TOML"),
        ('mode = "graded"', 'mode = "per_haed"', "bonus: mode: Value 'per_haed' is not a valid choice."),
        ("weight = 8.00", 'weight = "8"', "group A: weight: must be a number"),
        ("weight = 8.00", "weight = inf", "group A: weight: must be a number"),
        ("weight = 8.00", "weight = 8.005", "group A: weight: Ensure that there are no more than 2 decimal places."),
        ("weight = 8.00", "wieght = 8.00", "group A: unknown key wieght"),
        ("due_day = 10", "due_day = 26", "calendar: reports are due before the lock"),
        ("cap = 5.00", "cap = -1.00", "bonus: cap: must not be below 0"),
        ("budget_yuan = 500000.00", "budget_yuan = 400000.00", "prizes: the places cost 465000.00 yuan"),
        ("place = 2", "place = 1", "prizes: the same prize appears twice"),
    ],
)  # fmt: skip
def test_every_fault_is_named_with_its_place_and_nothing_is_saved(old, new, fault):
    assert old in TEXT
    with pytest.raises(SchemeFaults) as caught:
        load_scheme(TEXT.replace(old, new, 1), by=make.user(), at=make.AT)
    named = [str(replace(found, line=None)) for found in caught.value.faults]
    assert any(words.startswith(fault) for words in named), named
    assert not Scheme.objects.exists()


def test_all_faults_come_at_once():
    broken = TEXT.replace('measure = "heads"', 'measure = "noses"').replace("weight = 8.00", "weight = 9.00")
    with pytest.raises(SchemeFaults) as caught:
        load_scheme(broken, by=make.user(), at=make.AT)
    assert len(caught.value.faults) == 3
