"""What the played unit has entered in its open report: one patent that the register does not know yet, and its
certificate."""

import datetime as dt

from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import Period, Report
from assessments.registers import ROW_KINDS
from assessments.services.row_files import enter_row_with_file
from platforms.models import Enterprise
from townships.models import User

from .papers import one_page
from .when import SEEN

UNIT = "330212006"
PATENT = {
    "number": "ZL-YS-2014-0917",
    "kind": "invention",
    "title": "演示专利：低温等离子表面处理装置",
    "applied_on": dt.date(2012, 11, 5),
    "granted_on": dt.date(2014, 9, 17),
}


def load_claims(clerk: User, period: str) -> None:
    report = Report.objects.get(period=Period.objects.coded(period).get(), township__code=UNIT)
    owner = Enterprise.objects.filter(township=report.township_id).order_by("pk").first()
    certificate = SimpleUploadedFile("专利证书.pdf", one_page(f"Demo certificate - invented - {PATENT['number']}"))
    kind, values = ROW_KINDS["patent"], PATENT | {"enterprise": owner}
    enter_row_with_file(report, kind, values, certificate, by=clerk, at=SEEN)
