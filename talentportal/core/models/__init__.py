"""Models of the kernel: the audit log and the requests for jobs."""

from talentportal.core.models.audit import AuditEntry
from talentportal.core.models.jobs import Job

__all__ = ["AuditEntry", "Job"]
