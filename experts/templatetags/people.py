"""{% person expert %}: a person's name as this reader may see it."""

from typing import Any

from django import template

from experts.masks import shown_name
from experts.models import Expert
from experts.services.access import may_see_full

register = template.Library()


@register.simple_tag(takes_context=True)
def person(context: Any, expert: Expert) -> str:
    return shown_name(expert, full=may_see_full(context["request"].user))
