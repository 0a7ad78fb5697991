"""Two workbooks that the office has brought: one with mistakes, one checked and not applied yet."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.utils import translation

from assessments.imports import KINDS
from assessments.imports.rows import VERSION
from assessments.models.periods import day_of
from assessments.services import bulk_imports
from platforms.models import Enterprise
from talentportal.core.models import Job
from talentportal.core.models.jobs import JobState
from talentportal.core.workbooks.columns import Table
from talentportal.core.workbooks.writing import write
from townships.models import User

from .when import SEEN

UNIT = "330212006"
NEW = {"township": UNIT, "industry": "智能装备", "is_hitech": "否", "registered_on": "2014-09-15"}


def load_imports(by: User) -> None:
    """Enterprises of one unit; nothing of it is in the register yet."""
    known = Enterprise.objects.filter(township__code=UNIT).order_by("pk")[0]
    code = known.credit_code
    same = {"township": UNIT, "name": known.name, "credit_code": code, "registered_on": known.registered_on.isoformat()}
    fresh = [
        {**NEW, "name": f"示例补录{word}有限公司", "credit_code": f"91330212DEMO9990{n:02}"} for n, word in _words()
    ]
    _bring("九月新登记企业.xlsx", [*fresh, {**same, "industry": "智能装备"}], by)
    wrong = [{**fresh[0], "credit_code": "9133"}, {**fresh[1], "township": "示例镇"}, {**fresh[2], "name": ""}]
    _bring("企业补录（待改正）.xlsx", [*wrong, {**fresh[2], "registered_on": "九月"}], by)


def _words() -> enumerate:
    return enumerate(("数控", "传感", "仪表"), 1)


def _bring(name: str, rows: list[dict[str, Any]], by: User) -> None:
    kind = KINDS["enterprise"]
    with translation.override("zh-hans"):
        table = Table(str(kind.title), kind.columns(today=day_of(SEEN)), tuple(enumerate(rows, 2)))
        upload = SimpleUploadedFile(name, write(kind.code, VERSION, [table]))
        batch = bulk_imports.request_import(kind, upload, by=by, at=SEEN)
        bulk_imports.read_import(batch, at=SEEN, progress=lambda _done, _total, _stage: None)
    done = {"state": JobState.DONE, "started_at": F("requested_at"), "finished_at": SEEN}
    Job.objects.about(bulk_imports.READ, f"import:{batch.pk}").update(**done)
