"""The Word template of the circular: taken home, changed in the office's own program, brought back."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.models import PaperTemplate
from assessments.models.papers import WORD
from assessments.papers.word import WORDS, TemplateRefused, current
from assessments.services.paper_templates import KIND, keep_template
from talentportal.core import clock
from talentportal.core.services.files import FileRefused
from talentportal.core.views.access import requires


class TemplateForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Word template"),
        error_messages={"required": gettext_lazy("Choose a file first.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
    )


def _language() -> str:
    return get_language() or "zh-hans"


@requires("assessments.edit_circular")
@require_http_methods(["GET", "HEAD", "POST"])
def paper_template(request: HttpRequest) -> HttpResponse:
    form, status = TemplateForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                keep_template(form.cleaned_data["file"], language=_language(), by=request.user, at=clock.now())
            except (FileRefused, TemplateRefused) as refused:
                form.add_error("file", str(refused))
            else:
                messages.success(request, _("The template is kept; the next Word file is made with it."))
                return redirect("paper-template")
    kept = PaperTemplate.objects.filter(kind=KIND, language=_language()).select_related("uploaded_by").order_by("-pk")
    context = {"form": form, "kept": kept[:10], "words": WORDS}
    return render(request, "papers/template.html", context, status=status)


@requires("assessments.edit_circular")
@require_safe
def paper_template_file(request: HttpRequest) -> HttpResponse:
    """The one that counts now."""
    answer = HttpResponse(current(_language()), content_type=WORD)
    answer.headers["Content-Disposition"] = 'attachment; filename="circular-template.docx"'
    return answer
