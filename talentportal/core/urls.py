"""Pages of the kernel: sign-in, preferences, help, health."""

from django.urls import path
from django.views.i18n import set_language

from talentportal.core.health import health
from talentportal.core.views import account, audit, kept, notices, pages, register_index

urlpatterns = [
    path("login/", account.SignInView.as_view(), name="login"),
    path("logout/", account.SignOutView.as_view(), name="logout"),
    path("password/", account.PasswordView.as_view(), name="password_change"),
    path("preferences/", account.preferences, name="preferences"),
    path("preferences/save/", account.save_preferences, name="preferences-save"),
    path("language/", set_language, name="set_language"),
    path("help/", pages.help_page, name="help"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("preferences/notices/", notices.save_choice, name="notice-choice"),
    path("notices/", notices.notice_list, name="notice-list"),
    path("notices/read/", notices.read_all, name="notice-read-all"),
    path("notices/<int:pk>/open/", notices.open_notice, name="notice-open"),
    path("audit/", audit.audit_list, name="audit-list"),
    path("audit/export.csv", audit.audit_export, name="audit-export"),
    path("kept/", kept.kept_forms, name="kept-forms"),
    path("registers/", register_index.register_index, name="register-index"),
    path("pick/<slug:code>/", register_index.pick, name="pick"),
    path("healthz", health, name="health"),
]
