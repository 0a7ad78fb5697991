"""Evidence of the demo: small one-page PDF files behind self-reported figures, stored as uploads are."""

import datetime as dt
import hashlib
from collections.abc import Iterable

from assessments.models import Evidence, Report
from assessments.queries.reports import Line
from talentportal.core.services.files import path_of
from talentportal.core.services.previews import request_preview
from townships.models import User

NAMES = {"A2": "会议纪要", "F2": "座谈会纪要", "G1": "拨付凭证"}


LOOKED_AT, SINCE = "330212006", "2014Q2"  # the unit of the printed accounts


def load_papers(wanted: Iterable[tuple[Report, Line, User, dt.datetime]]) -> None:
    """One paper for each figure that needs one."""
    rows = []
    for report, line, by, at in wanted:
        if not line.indicator.needs_evidence or not line.value:
            continue
        code, period = report.township.code, report.period.code
        content = one_page(f"Demo evidence - invented - {code} {period} {line.code}")
        sha256 = hashlib.sha256(content).hexdigest()
        path = path_of(sha256)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(content)
        rows.append(
            Evidence(
                report=report,
                indicator=line.indicator,
                name=f"{NAMES.get(line.code, '佐证材料')}{period}.pdf",
                sha256=sha256,
                size=len(content),
                content_type="application/pdf",
                uploaded_by=by,
                uploaded_at=at,
            )
        )
    Evidence.objects.bulk_create(rows)
    for row in rows:  # the others are looked into by the sweep, when the demo has been running for a while
        if row.report.township.code == LOOKED_AT and row.report.period.code >= SINCE:
            request_preview(row, by=None, at=row.uploaded_at)


def one_page(text: str) -> bytes:
    """A PDF that says one line of Latin text."""
    stream = f"BT /F1 16 Tf 60 760 Td ({text}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    )
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 5\n0000000000 65535 f \n" + table
    return body + head + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
