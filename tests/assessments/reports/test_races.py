"""Two people in the same moment: one step, one version."""

import threading

import pytest
from django.db import connections

from assessments.models import Evidence, Report, ReportStep
from assessments.services.evidence import add_evidence
from assessments.services.reports import StepRefused, take_step
from assessments.services.sections import StaleSection, save_section
from talentportal.core.models import AuditEntry
from talentportal.core.services.files import FileRefused
from tests import make

from .test_bad_input import pdf

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run them in threads that start together; gives what each returned or raised."""
    barrier = threading.Barrier(len(calls))
    answers = [None] * len(calls)

    def run(number, call):
        barrier.wait()
        try:
            answers[number] = call()
        except Exception as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


def test_two_signatures_at_once_are_one(period, unit, people):
    report = make.filled_report(period, unit, values={"A2": 0, "F1": 0, "F2": 0, "G1": 0})
    mine = Report.objects.filter(pk=report.pk)
    take_step("ready", mine, by=people["deputy"], at=make.AT, is_truthful=True)
    second = make.user("secretary", township=unit)

    def sign(who):
        return lambda: take_step("submit", mine.all(), by=who, at=make.AT, is_truthful=True)

    answers = at_once(sign(people["secretary"]), sign(second))
    refused = [answer for answer in answers if isinstance(answer, StepRefused)]
    assert len(refused) == 1, answers
    signer = mine.get().signed_by
    assert signer.name in refused[0].messages[0]
    assert list(ReportStep.objects.filter(step="submit").values_list("by", flat=True)) == [signer.pk]
    assert AuditEntry.objects.filter(action="assessments.submit_report").count() == 1


def test_of_two_saves_at_once_one_is_stale(report, people, unit):
    second = make.user("clerk", township=unit)
    values = {"A2": {"value": 0, "reason": ""}}
    answers = at_once(
        *(
            lambda who=who: save_section(report, "A", values, version=0, by=who, at=make.AT)
            for who in (people["clerk"], second)
        )
    )
    assert sum(isinstance(answer, StaleSection) for answer in answers) == 1, answers
    assert report.sections.get(code="A").version == 1


def test_saving_and_sending_for_signature_do_not_cross(period, unit, people):
    """Either the change is part of what is checked, or it is refused; never is a checked report changed."""
    report = make.filled_report(period, unit, values={"A2": 0, "F1": 0, "F2": 0, "G1": 0})
    mine = Report.objects.filter(pk=report.pk)
    answers = at_once(
        lambda: take_step("ready", mine.all(), by=people["deputy"], at=make.AT, is_truthful=True),
        lambda: save_section(
            report, "A", {"A2": {"value": 3, "reason": ""}}, version=1, by=people["clerk"], at=make.AT
        ),
    )
    went = [not isinstance(answer, Exception) for answer in answers]
    assert went.count(True) == 1, answers  # a change without its reason and file stops the check
    assert mine.get().state == ("ready" if went[0] else "draft")


def test_the_same_file_twice_at_once_is_kept_once(report, people):
    indicator = report.period.scheme.indicators.get(code="A2")
    answers = at_once(
        *(lambda: add_evidence(report, indicator, pdf(), by=people["clerk"], at=make.AT) for _ in range(2))
    )
    assert sum(isinstance(answer, FileRefused) for answer in answers) == 1, answers
    assert Evidence.objects.count() == 1
