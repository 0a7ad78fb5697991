"""A scheme as a file: exported to be read and compared as text, imported as a draft; and two versions side by side."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.scheme_import import ImportForm
from assessments.queries import schemes
from assessments.schemes.difference import differences
from assessments.schemes.document import SchemeFaults
from assessments.schemes.writing import document_of, write_document
from assessments.services.schemes import SchemeRefused, load_scheme
from talentportal.core import clock
from talentportal.core.views.access import requires

from .scheme_page import the_scheme


@requires("assessments.view_scheme")
@require_safe
def export(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """The same bytes for the same version, whenever it is asked for."""
    scheme = the_scheme(code, version)
    answer = HttpResponse(write_document(scheme), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{scheme.code.lower()}-{scheme.version}.toml"'
    return answer


@requires("assessments.edit_scheme")
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """A file becomes a draft, or every fault is named with its line."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method != "POST":
        return render(request, "assessments/scheme_import.html", {"form": form})
    if not form.is_valid():
        return render(request, "assessments/scheme_import.html", {"form": form}, status=422)
    said = {"by": request.user, "at": clock.now(), "unfinished": form.cleaned_data["is_unfinished"]}
    faults = []
    try:
        scheme = load_scheme(form.cleaned_data["file"].read(), **said)
    except SchemeFaults as found:
        faults = found.faults
        form.add_error("file", _("The file has faults; nothing was taken in."))
    except SchemeRefused as refused:
        form.add_error("file", str(refused))
    if form.errors:
        context = {"form": form, "faults": faults, "only_open": bool(faults) and all(f.is_open for f in faults)}
        return render(request, "assessments/scheme_import.html", context, status=422)
    messages.success(request, _("%(scheme)s is taken in as a draft.") % {"scheme": scheme})
    return redirect("scheme-edit", scheme.code, scheme.version)


@requires("assessments.view_scheme")
@require_safe
def compare(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """Two versions of a scheme side by side; `with` names the other, by default the one it began with."""
    scheme = the_scheme(code, version)
    others = [other for other in schemes.schemes() if other.pk != scheme.pk]
    wanted = request.GET.get("with", "")
    other = next((one for one in others if f"{one.code}/{one.version}" == wanted), None)
    if other is None and not wanted:
        other = next((one for one in others if one.pk == scheme.based_on_id), None) or next(iter(others), None)
    changes = differences(document_of(other), document_of(scheme)) if other else []
    context = {"scheme": scheme, "other": other, "others": others, "changes": changes}
    return render(request, "assessments/scheme_compare.html", context, status=200 if other or not wanted else 404)
