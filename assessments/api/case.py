"""REST: the figures of the source case, counted again from the registers."""

import datetime as dt
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from assessments.queries.case_figures import FIGURES, Figure
from talentportal.core.api import PortalAPI, day_of

from .results import READ


class CaseFigureBody(serializers.Serializer):
    """One figure. Numbers are decimals written as text; a share is a fraction of 1."""

    code = serializers.CharField()
    clause = serializers.IntegerField(help_text="Row of the facts of the source case.")
    mechanisms = serializers.ListField(child=serializers.IntegerField())
    name = serializers.CharField()
    rule = serializers.CharField(help_text="What is counted.")
    how = serializers.ChoiceField(choices=["exactly", "over", "reach"], help_text="How the source prints it.")
    printed = serializers.CharField()
    value = serializers.CharField()
    holds = serializers.BooleanField()


class CaseFigures(PortalAPI):
    """All figures on a day: what the source prints and what the registers say."""

    permissions = {"read": ("townships.view_dashboard", *READ)}

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "on",
                dt.date,
                description="The day; today if left out.",
                examples=[OpenApiExample("end of a quarter", value="2014-06-30")],
            )
        ],
        responses=CaseFigureBody(many=True),
        operation_id="case_figures",
    )
    def get(self, request):
        day = day_of(request, "on")
        return Response([_body(figure, figure.value(day)) for figure in FIGURES])


def _body(figure: Figure, value: Decimal) -> dict[str, Any]:
    about = {name: getattr(figure, name) for name in ("code", "clause", "mechanisms")}
    said = {"name": str(figure.name), "rule": str(figure.rule), "how": figure.printed.how}
    numbers = {"printed": f"{figure.printed.number:f}", "value": f"{value:f}", "holds": figure.printed.holds(value)}
    return about | said | numbers
