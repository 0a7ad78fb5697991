"""A reviewer at the page of bulk imports, whose jobs run when the test says so."""

import pytest
from django.urls import reverse

from talentportal.core import clock
from talentportal.core.models import Import, Job
from talentportal.core.services import jobs
from tests import make
from townships.models import Role

from .books import as_upload, book


class Desk:
    """Bringing workbooks, applying and taking them back, through the pages."""

    def __init__(self, client):
        self.client = client
        self.user = make.user(Role.REVIEWER)
        self.unit = make.township(name_zh="首南街道", code="330212006")
        client.force_login(self.user)

    def work(self):
        """What the worker would do."""
        for pk in list(Job.objects.filter(state="queued", kind__endswith="_import").values_list("pk", flat=True)):
            assert jobs.run_job(pk, at=clock.now(), clock=clock.now)
            assert Job.objects.get(pk=pk).state == "done", Job.objects.get(pk=pk).error

    def bring(self, kind, rows) -> Import:
        return self.bring_file(kind, as_upload(rows if isinstance(rows, bytes) else book(kind, rows)))

    def bring_file(self, kind, file) -> Import:
        response = self.client.post(reverse("import-upload"), {"kind": kind, "file": file})
        assert response.status_code == 302, response.context["form"].errors
        self.work()
        return Import.objects.latest("pk")

    def step(self, name, batch) -> Import:
        response = self.client.post(reverse(f"import-{name}", args=[batch.pk]))
        assert response.url == reverse("import-detail", args=[batch.pk])
        self.work()
        batch.refresh_from_db()
        return batch

    def apply(self, batch) -> Import:
        return self.step("apply", batch)

    def undo(self, batch) -> Import:
        return self.step("undo", batch)

    def page(self, batch, **query):
        response = self.client.get(reverse("import-detail", args=[batch.pk]), query)
        assert response.status_code == 200
        return response.content.decode()


@pytest.fixture
def desk(client, db, monkeypatch, settings, tmp_path):
    monkeypatch.setattr(clock, "now", lambda: make.AT)
    settings.MEDIA_ROOT = str(tmp_path)
    settings.LANGUAGE_CODE = "zh-hans"
    make.published_scheme()
    return Desk(client)
