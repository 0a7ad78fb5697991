"""Papers as people get them: asked for on the page, made by the job, read from the file."""

import io
from typing import Any

import pypdfium2
from django.test import Client

from assessments.models import Paper
from talentportal.core import clock
from talentportal.core.models import Job
from talentportal.core.services.jobs import run_job
from townships.models import User


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def made(client: Client, address: str) -> Paper:
    """Asks for a paper and runs what was asked for."""
    answer = client.post(address)
    assert answer.status_code == 302, answer.content.decode()
    paper = Paper.objects.order_by("-pk").first()
    assert paper is not None
    assert answer.headers["Location"] == f"/papers/{paper.pk}/"
    run_waiting()
    paper.refresh_from_db()
    return paper


def run_waiting() -> None:
    for job in Job.objects.filter(kind="paper", state="queued"):
        run_job(job.pk, at=clock.now(), clock=clock.now)


def content(client: Client, paper: Paper) -> bytes:
    answer: Any = client.get(f"/papers/{paper.pk}/file/")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def pages(pdf: bytes) -> list[str]:
    """The text of each page, without what only breaks lines."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return ["".join(page.get_textpage().get_text_range().split()) for page in document]
