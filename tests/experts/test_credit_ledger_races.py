"""Two who post at the same moment: the ledger says everything once."""

import threading

import pytest
from django.db import connection
from django.db.models import Sum

from assessments.services.crediting import post_credits
from experts.models import CreditEntry, Expert, Selection
from tests import make


def together(*actions):
    """Run the actions at the same moment, each on a connection of its own."""
    gate, failures = threading.Barrier(len(actions)), []

    def run(action):
        try:
            gate.wait(timeout=10)
            action()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert not failures


@pytest.mark.django_db(transaction=True)
def test_posting_at_the_same_time_adds_each_entry_once():
    make.published_scheme()
    unit = make.township()
    for _ in range(5):
        make.landed_expert(unit, level="national")
    forwards, backwards = Expert.objects.order_by("pk"), Expert.objects.order_by("-pk")
    together(*[lambda p=people: post_credits(p, by=None, at=make.AT) for people in (forwards, backwards) * 3])
    assert CreditEntry.objects.count() == 5
    Selection.objects.update(verified_at=None)
    together(*[lambda: post_credits(Expert.objects.all(), by=None, at=make.AT) for _ in range(4)])
    assert CreditEntry.objects.aggregate(total=Sum("amount"))["total"] == 0
    assert CreditEntry.objects.count() == 10
