"""Addresses of a register made for the test of the generic views: the units themselves."""

from django.urls import path

from talentportal.core.views.generic import Column, Facet, FilteredListView, RegisterDetailView
from talentportal.urls import urlpatterns as portal
from townships.models import Township


class UnitList(FilteredListView):
    permission_required = ("townships.view_dashboard",)
    queryset = Township.objects.select_related("district")
    title = "单位"
    search = ("code__icontains", "initials__istartswith")
    facets = (Facet("kind", "类型", choices=Township.Kind.choices), Facet("in", "区", field="district__name_zh"))
    columns = (Column("代码", "code", href=lambda unit: f"/units/{unit.code}/", order="code"), Column("类型", "kind"))
    page_size = 10


class UnitPage(RegisterDetailView):
    permission_required = ("assessments.view_report",)
    queryset = Township.objects.all()
    slug = title_field = "code"
    facts = (Column("类型", "kind"), Column("首字母", "initials"))


urlpatterns = [
    path("units/", UnitList.as_view(), name="unit-list"),
    path("units/<code>/", UnitPage.as_view(), name="unit-detail"),
    *portal,
]
handler403 = "talentportal.core.views.errors.permission_denied"
handler404 = "talentportal.core.views.errors.page_not_found"
