"""The catalogue tool: merging fragments, and finding what is missing, wrong or no longer used."""

import gettext
import textwrap
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from talentportal.core import catalogue


def fragment(path: Path, *pairs: tuple[str, str]) -> Path:
    entries = "\n".join(f'msgid "{english}"\nmsgstr "{chinese}"\n' for english, chinese in pairs)
    path.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n' + entries)
    return path


@pytest.fixture
def project(tmp_path, settings):
    """A small project with one string in Python and two in a template."""
    settings.BASE_DIR = tmp_path
    for top in catalogue.SOURCES:
        (tmp_path / top).mkdir()
    (tmp_path / "experts/names.py").write_text('from x import gettext as _\nlabel = _("Approve %(unit)s")\n')
    (tmp_path / "templates/page.html").write_text(
        textwrap.dedent("""\
            {% load i18n %}<h1>{% translate "Ranking" %}</h1>
            {% blocktranslate with unit=unit.name trimmed %}
              Report of {{ unit }}
            {% endblocktranslate %}
        """)
    )
    return tmp_path


def add(path, *words):
    call_command("translations", "--add", str(path), *words)


ALL = [("Approve %(unit)s", "通过%(unit)s"), ("Ranking", "排名"), ("Report of %(unit)s", "%(unit)s的报表")]


def test_complete_catalogue_passes_and_is_compiled(project):
    add(fragment(project / "a.po", *ALL))
    call_command("translations", "--check")
    assert catalogue.path().with_suffix(".mo").exists()


def test_check_names_what_is_not_translated_with_its_place(project):
    add(fragment(project / "a.po", *ALL[1:]))
    with pytest.raises(CommandError, match=r"not translated: 'Approve %\(unit\)s' \(experts/names.py:2\)"):
        call_command("translations", "--check")


def test_check_finds_other_placeholders_and_leftovers(project):
    add(fragment(project / "a.po", ("Approve %(unit)s", "通过%(township)s"), *ALL[1:], ("Old", "旧")))
    with pytest.raises(CommandError) as refused:
        call_command("translations", "--check")
    assert "placeholders differ: 'Approve %(unit)s' -> '通过%(township)s'" in str(refused.value)
    assert "no longer used: 'Old'" in str(refused.value)


def test_add_refuses_another_wording_unless_told_to_replace(project):
    add(fragment(project / "a.po", *ALL))
    other = fragment(project / "b.po", ("Ranking", "名次"))
    with pytest.raises(CommandError, match="Already worded differently"):
        add(other)
    add(other, "--replace")
    assert "名次" in catalogue.path().read_text()


def test_the_order_of_additions_does_not_matter(project):
    add(fragment(project / "a.po", ALL[2]))
    add(fragment(project / "b.po", ALL[0], ALL[1]))
    first = catalogue.path().read_bytes()
    catalogue.path().unlink()
    add(fragment(project / "c.po", ALL[1], ALL[2], ALL[0]))
    assert catalogue.path().read_bytes() == first


def test_the_compiled_catalogue_is_read_by_gettext(project):
    add(fragment(project / "a.po", *ALL))
    with catalogue.path().with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Ranking") == "排名"
