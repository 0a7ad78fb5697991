"""From a template to the file: WeasyPrint sets the page, segno draws the code.

Both are loaded when the first paper is made: no page needs them. Nothing is fetched while setting, from nowhere.
"""

from pathlib import Path
from typing import Any, NamedTuple

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

STYLE = "css/papers.css"


class Printed(NamedTuple):
    content: bytes
    pages: int | None  # None where a program sets them when it is opened
    parts: int


def set_pages(template: str, context: dict[str, Any]) -> Any:
    """The pages of one paper, not yet written; several may be written together."""
    from weasyprint import CSS, HTML

    html = HTML(string=render_to_string(template, context), url_fetcher=_nothing)
    return html.render(stylesheets=[CSS(string=_style(), url_fetcher=_nothing)])


def write(documents: list[Any]) -> Printed:
    pages = [page for document in documents for page in document.pages]
    return Printed(documents[0].copy(pages).write_pdf(), len(pages), len(documents))


def _style() -> str:
    return Path(str(finders.find(STYLE))).read_text(encoding="utf-8")


def _nothing(url: str, *_args: Any, **_more: Any) -> Any:
    raise ValueError(f"a paper fetches nothing: {url}")


def qr_code(text: str) -> SafeString:
    """Inline drawing without any style attribute."""
    import segno

    drawn = segno.make(text, error="m", micro=False).svg_inline(border=0, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - segno draws squares only; the text is not in it
