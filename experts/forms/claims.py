"""A unit claims a person: who he is, where he landed, what he was selected for, and the papers that prove it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from experts.models import ClaimFile

from .persons import RegistrationForm

PAPERS = (
    (ClaimFile.Kind.CONTRACT, gettext_lazy("Labour contract")),
    (ClaimFile.Kind.INSURANCE, gettext_lazy("Social insurance or tax record")),
    (ClaimFile.Kind.LICENCE, gettext_lazy("Business licence")),
    (ClaimFile.Kind.SELECTION, gettext_lazy("Selection document")),
)


class ClaimForm(RegistrationForm):
    """Everything of a registration, and one file of each kind."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in PAPERS:
            self.fields[f"file_{kind}"] = forms.FileField(label=label, required=False, max_length=200)
        self.fields["is_confirmed"] = confirmation()

    def papers(self) -> list[Any]:
        """The fields of the files, bound."""
        return [self[f"file_{kind}"] for kind, _label in PAPERS]

    def files_given(self) -> list[tuple[str, Any]]:
        given = ((str(kind), self.cleaned_data.get(f"file_{kind}")) for kind, _label in PAPERS)
        return [(kind, upload) for kind, upload in given if upload]


class ClaimFileForm(forms.Form):
    """One more paper behind a claim."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=ClaimFile.Kind.choices)
    file = forms.FileField(
        label=gettext_lazy("File"), max_length=200, error_messages={"required": gettext_lazy("Choose a file first.")}
    )


def confirmation() -> forms.BooleanField:
    """Ticked by who knows that another unit claims the person too."""
    return forms.BooleanField(label=gettext_lazy("Claim all the same; the district decides"), required=False)


def contested_words(units: list[str]) -> str:
    """V08 of the rules for reports, naming the units and nothing else."""
    joined = _(", ").join(units)
    return _("This expert was already claimed by “%(unit)s”; the case goes to attribution") % {"unit": joined}
