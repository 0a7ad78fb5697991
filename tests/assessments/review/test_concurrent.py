"""Two reviewers press "approve" in the same moment: one step is taken, the other person is told who was first."""

import threading

import pytest
from django.db import connection

from tests import make

from .desk import Desk


@pytest.mark.django_db(transaction=True)
def test_one_of_two_approvals_in_the_same_moment_is_taken():
    desk = Desk()
    people = [desk.reviewer, desk.approver]
    clients = [desk.client(person) for person in people]
    start, answers = threading.Barrier(2), {}

    def press(nth: int) -> None:
        try:
            start.wait(timeout=10)
            answers[nth] = clients[nth].post(desk.address(desk.first, "approve"))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(nth,)) for nth in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(answer.status_code for answer in answers.values()) == [302, 409]
    first = next(nth for nth, answer in answers.items() if answer.status_code == 302)
    said = answers[1 - first].content.decode()
    assert f"{people[first].name}通过了报表" in said
    report = desk.report(desk.first)
    assert report.steps.filter(step="approve").count() == 1
    assert report.approved_at == make.AT
