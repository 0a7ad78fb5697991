"""The load run with a handful of units, so that it is known to work before somebody needs its numbers."""

import pytest

from . import lasthour


@pytest.mark.django_db(transaction=True)
def test_a_few_units_submit_in_the_last_hour_and_nothing_is_lost():
    errors, lost, *_speed = lasthour.rows(3)
    assert errors.reached
    assert lost.reached
