"""Models of the kernel: audit log, requests for jobs, imports, forms being filled in, notices, previews of files."""

from talentportal.core.models.audit import AuditEntry
from talentportal.core.models.imports import Import, ImportRow
from talentportal.core.models.jobs import Job
from talentportal.core.models.kept import KeptForm
from talentportal.core.models.notices import Delivery, Notice, NoticeChoice
from talentportal.core.models.previews import FilePreview

__all__ = ["AuditEntry", "Delivery", "FilePreview", "Import", "ImportRow", "Job", "KeptForm", "Notice", "NoticeChoice"]
