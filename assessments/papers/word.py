"""The circular as a Word file, filled into a template that the office edits in its own program.

A template holds words in double braces. They are filled in by Jinja in its sandbox, from plain texts only: a template
can reach nothing of the portal, loop no further than its rows, and nothing that stands in a text is read as a command.
"""

import io
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import PaperTemplate
from talentportal.core import formats
from talentportal.core.services.files import open_stored

from .circular import Content

FONT, TITLE, HEADING = "仿宋", "宋体", "黑体"
COLUMNS = ("rank", "name", "tier", "base", "bonus", "total")
CHECKED = ("check_code", "check_address", "version", "seal")
WORDS = ("title", "document_no", "signed_by", "issued_by", "issued_on", "opening", "sections", "rows", *CHECKED)


class TemplateRefused(Exception):
    """This Word file cannot be used as a template; the message says why."""


def texts_of(content: Content, proof: dict[str, Any]) -> dict[str, Any]:
    """What a template may name, as texts."""
    words, run = content.words, content.run
    seal = proof["seal"]
    rows = [
        {
            "rank": str(row.rank),
            "name": row.name,
            "tier": tier,
            "base": formats.score(row.base),
            "bonus": formats.score(row.bonus),
            "total": formats.score(row.total),
        }
        for row, tier in content.rows
    ]
    replaced = [content.superseded] if content.replaced_by else []  # whatever the office's template asks for
    return {
        "title": words.title,
        "document_no": words.document_no,
        "signed_by": words.signed_by,
        "issued_by": words.issued_by,
        "issued_on": formats.day(words.issued_on) if words.issued_on else "",
        "opening": [*replaced, *content.opening],
        "sections": [{"heading": one.heading, "paragraphs": one.paragraphs} for one in content.sections],
        "rows": rows,
        "check_code": proof["code"],
        "check_address": proof["address"],
        "version": str(run.version),
        "seal": seal.digest if seal else "",
    }


def fill(template: bytes, texts: dict[str, Any]) -> bytes:
    """The template with its words filled in; raises TemplateRefused where it asks for what there is not."""
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    target = io.BytesIO()
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render(texts, environment)
        document.save(target)
    except TemplateError as error:
        said = _("The template asks for something that cannot be filled in: %(what)s.")
        raise TemplateRefused(said % {"what": str(error)[:200]}) from error
    except (KeyError, ValueError, TypeError, OSError, OverflowError) as error:
        raise TemplateRefused(_("This Word file cannot be read as a template. Save it again as .docx.")) from error
    return target.getvalue()


def current(language: str) -> bytes:
    """The office's newest template of this language, or the one that the portal brings."""
    stored = PaperTemplate.objects.filter(kind="circular", language=language).order_by("-pk").first()
    if stored is None:
        return brought()
    with open_stored(stored.sha256) as file:
        return file.read()


def brought() -> bytes:
    """The template to start from: A4 as GB/T 9704 asks, the words in the reader's language."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Mm

    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)

    def line(text: str, font: str = FONT, size: float = 16, *, align: Any = None, bold: bool = False) -> Any:
        return _paragraph(document.add_paragraph(), text, font, size, align=align, bold=bold)

    line(_("Yinzhou talent work circular"), TITLE, 34, align=ALIGN.CENTER, bold=True)
    line("{{ document_no }}    {{ signed_by }}")
    line("{{ title }}", TITLE, 22, align=ALIGN.CENTER, bold=True)
    line(_("To all towns, subdistricts and parks:"))
    for text in ("{%p for paragraph in opening %}", "　　{{ paragraph }}", "{%p endfor %}"):
        line(text)
    line("{%p for section in sections %}")
    line("　　{{ section.heading }}", HEADING)
    for text in ("{%p for paragraph in section.paragraphs %}", "　　{{ paragraph }}", "{%p endfor %}", "{%p endfor %}"):
        line(text)
    line("{{ issued_by }}", align=ALIGN.RIGHT)
    line("{{ issued_on }}", align=ALIGN.RIGHT)
    _table(document)
    line(_("Check code") + " {{ check_code }}　{{ check_address }}", size=10.5)
    line("{{ seal }}", size=9)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _table(document: Any) -> None:
    heads = (_("Rank"), _("Unit"), _("Tier"), _("Base"), _("Bonus"), _("Total"))
    table = document.add_table(rows=4, cols=len(COLUMNS))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        _paragraph(cell.paragraphs[0], text, HEADING, 12)
    _paragraph(table.rows[1].cells[0].paragraphs[0], "{%tr for row in rows %}", FONT, 12)
    for cell, name in zip(table.rows[2].cells, COLUMNS, strict=True):
        _paragraph(cell.paragraphs[0], f"{{{{ row.{name} }}}}", FONT, 12)
    _paragraph(table.rows[3].cells[0].paragraphs[0], "{%tr endfor %}", FONT, 12)


def _paragraph(paragraph: Any, text: str, font: str, size: float, *, align: Any = None, bold: bool = False) -> Any:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(text)
    run.font.size, run.font.name, run.bold = Pt(size), font, bold
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if align is not None:
        paragraph.alignment = align
    return paragraph
