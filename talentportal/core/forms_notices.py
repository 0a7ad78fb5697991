"""How a person wants to be told: by e-mail or not, and about what."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from talentportal.core.models.notices import NoticeChoice
from talentportal.core.notice_kinds import kinds


class ChoiceForm(forms.Form):
    """Ticked is told; what is muted is the rest, so that a new kind is told to everybody."""

    email = forms.ChoiceField(
        label=_("E-mail about what waits for you"), choices=NoticeChoice.Digest, widget=forms.RadioSelect
    )
    told = forms.MultipleChoiceField(label=_("Write to me about"), required=False, widget=forms.CheckboxSelectMultiple)
    language = forms.ChoiceField(label=_("Language of the e-mails"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told: Any = self.fields["told"]
        told.choices = [(kind.code, kind.label) for kind in kinds().values()]

    @classmethod
    def of(cls, user: Any) -> "ChoiceForm":
        """Filled with what the person chose, or with what everybody begins with."""
        row = NoticeChoice.objects.filter(user=user).first() or NoticeChoice(user=user)
        told = [code for code in kinds() if code not in row.muted]
        return cls(initial={"email": row.email, "told": told, "language": row.language})

    @property
    def muted(self) -> list[str]:
        return [code for code in kinds() if code not in self.cleaned_data["told"]]
