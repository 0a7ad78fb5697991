"""Who may do what: one table from role to permission strings (domain §5), behind Django's has_perm.

A permission and its audit action are one string, `<app>.<verb>_<noun>`. Which *rows* a person may touch is decided
by `visible_to(user)` and, for reviewers, by their assignments; who may take which *step* of a report also depends on
who prepared it (assessments/workflow.py).
"""

from django.contrib.auth.backends import ModelBackend

from townships.models import Role

PLAY = {"assessments.run_scenario", "assessments.save_scenario"}
VIEW_REGISTERS = {
    "townships.view_leadership",
    "platforms.view_enterprise",
    "platforms.view_university",
    "experts.view_contact",
    "experts.view_request",
    "experts.view_outcome",
    "experts.view_event",
    "experts.view_subsidy",
}
EDIT_REGISTERS = {
    "townships.edit_leadership",
    "platforms.edit_enterprise",
    "platforms.edit_university",
    "experts.edit_contact",
    "experts.edit_request",
    "experts.edit_outcome",
    "experts.edit_event",
    "experts.edit_subsidy",
}
VERIFY_REGISTERS = {
    "townships.verify_leadership",
    "platforms.verify_enterprise",
    "platforms.verify_university",
    "experts.verify_contact",
    "experts.verify_request",
    "experts.verify_outcome",
    "experts.verify_event",
    "experts.verify_subsidy",
}
READ_ALL = VIEW_REGISTERS | {
    "townships.view_dashboard",
    "assessments.view_period",
    "assessments.view_scheme",
    "assessments.view_ranking",
    "assessments.view_year",
    "assessments.view_score",
    "assessments.view_objection",
    "assessments.run_scenario",
    "experts.view_expert",
    "experts.view_conflict",
    "experts.view_ledger",
    "platforms.view_platform",
}
PAPERS = {"assessments.edit_circular", "assessments.print_paper"}
READ_REPORTS = {"assessments.view_report", "assessments.view_evidence"}
UNIT = VIEW_REGISTERS | {
    "assessments.view_my_quarter",
    "assessments.view_report",
    "assessments.view_evidence",
    "assessments.view_period",
    "assessments.view_scheme",
    "assessments.view_ranking",
    "assessments.view_year",
    "assessments.view_score",
    "assessments.view_objection",
    "assessments.print_paper",
    "experts.view_expert",
    "experts.view_conflict",
    "experts.view_full_expert",
    "experts.view_ledger",
    "platforms.view_platform",
}
SHARE = {"experts.propose_share", "experts.agree_share"}
EDIT = EDIT_REGISTERS | {
    "assessments.edit_report",
    "assessments.recall_report",
    "experts.claim_expert",
    "platforms.claim_platform",
}
SIGN = {"assessments.submit_report", "assessments.request_amendment", "assessments.file_objection"}
REVIEW = {"assessments.view_review", "assessments.annotate_report"}
DECIDE = REVIEW | {"assessments.return_report", "assessments.approve_report"}

PERMISSIONS: dict[str, frozenset[str]] = {
    Role.ADMIN: frozenset(
        READ_ALL
        | PLAY
        | PAPERS
        | READ_REPORTS
        | EDIT_REGISTERS
        | {
            "assessments.edit_period",
            "assessments.edit_scheme",
            "assessments.view_seal",
            "assessments.score_period",
            "assessments.view_provisional",
            "experts.register_expert",
            "experts.view_full_expert",
            "platforms.register_platform",
            "townships.edit_township",
            "townships.edit_user",
        }
    ),
    Role.REVIEWER: frozenset(
        READ_ALL
        | PLAY
        | PAPERS
        | READ_REPORTS
        | DECIDE
        | EDIT_REGISTERS
        | VERIFY_REGISTERS
        | {
            "assessments.score_period",
            "assessments.view_provisional",
            "assessments.view_seal",
            "assessments.record_deduction",
            "assessments.prepare_objection",
            "assessments.review_scheme",
            "experts.propose_decision",
            "experts.propose_share",
            "experts.register_expert",
            "experts.verify_expert",
            "experts.view_full_expert",
            "platforms.register_platform",
            "platforms.verify_platform",
        }
    ),
    Role.CO_REVIEWER: frozenset(READ_ALL | PLAY | READ_REPORTS | REVIEW | {"assessments.view_provisional"}),
    Role.APPROVER: frozenset(
        READ_ALL
        | PLAY
        | PAPERS
        | READ_REPORTS
        | DECIDE
        | {
            "assessments.reopen_report",
            "assessments.decline_amendment",
            "assessments.correct_figure",
            "assessments.score_period",
            "assessments.publish_run",
            "assessments.publish_scheme",
            "assessments.review_scheme",
            "assessments.record_deduction",
            "assessments.prepare_objection",
            "assessments.decide_objection",
            "assessments.view_provisional",
            "assessments.view_seal",
            "core.view_audit",
            "experts.decide_conflict",
            "experts.end_share",
            "experts.propose_share",
            "experts.view_full_expert",
        }
    ),
    Role.SECRETARY: frozenset(UNIT | PLAY | SHARE | SIGN),
    Role.DEPUTY: frozenset(UNIT | PLAY | EDIT | SHARE | SIGN | {"assessments.check_report"}),
    Role.CLERK: frozenset(UNIT | PLAY | EDIT),
    Role.LEADER: frozenset(READ_ALL | PLAY | {"assessments.view_provisional"}),
    Role.AUDITOR: frozenset(
        READ_ALL
        | READ_REPORTS
        | {
            "assessments.view_provisional",
            "assessments.view_seal",
            "experts.view_full_expert",
            "core.view_audit",
        }
    ),
    Role.API_CLIENT: frozenset({"assessments.read_api"}),
}


class RoleBackend(ModelBackend):
    """Django's password sign-in; permissions come from the table and nowhere else, superusers included."""

    def has_perm(self, user_obj, perm, obj=None) -> bool:
        return perm in self.get_all_permissions(user_obj)

    def has_module_perms(self, user_obj, app_label) -> bool:
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))

    def get_all_permissions(self, user_obj, obj=None) -> set[str]:
        return set(PERMISSIONS.get(user_obj.role, ())) if user_obj.is_active else set()
