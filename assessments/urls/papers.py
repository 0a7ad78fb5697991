"""Addresses of papers, and of the page where anybody checks one."""

from django.urls import path

from assessments.views import check, circular, papers
from assessments.views import paper_templates as templates

urlpatterns = [
    path("check/", check.check, name="check"),
    path("check/<slug:code>/", check.paper, name="paper-check"),
    path("runs/<int:pk>/circular/", circular.circular, name="run-circular"),
    path("runs/<int:pk>/circular/file.<slug:format>", circular.circular_file, name="run-circular-file"),
    path("runs/<int:pk>/circular/edit/", circular.edit, name="run-circular-edit"),
    path("runs/<int:pk>/circular/print/", papers.print_circular, name="run-circular-print"),
    path("runs/<int:pk>/cards/print/", papers.print_cards, name="run-cards-print"),
    path("runs/<int:pk>/cards/<slug:code>/print/", papers.print_card, name="run-card-print"),
    path("runs/<int:pk>/circular/word/", papers.word_circular, name="run-circular-word"),
    path("runs/<int:pk>/sheets/<slug:code>/print/", papers.print_sheet, name="run-sheet-print"),
    path("reports/<period:period>/<str:code>/return/print/", papers.print_return, name="return-print"),
    path("papers/template/", templates.paper_template, name="paper-template"),
    path("papers/template/file.docx", templates.paper_template_file, name="paper-template-file"),
    path("papers/<int:pk>/", papers.detail, name="paper-detail"),
    path("papers/<int:pk>/file/", papers.file, name="paper-file"),
]
