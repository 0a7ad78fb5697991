"""The circular as a Word file in the office's own template."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import PaperTemplate
from assessments.papers.word import TemplateRefused, brought, fill
from assessments.services.paper_templates import TRIAL
from tests import make
from townships.models import Role

from .reading import content, made, signed_in
from .test_cards import run, units  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def text_of(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read("word/document.xml").decode()


def with_words(*lines: str) -> bytes:
    """A small template as somebody would write it."""
    from docx import Document

    document = Document()
    for line in lines:
        document.add_paragraph(line)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def bring(client, docx: bytes, name: str = "模板.docx"):
    return client.post("/papers/template/", {"file": SimpleUploadedFile(name, docx)})


def test_the_file_holds_every_score_the_seal_and_the_check_code(run):  # noqa: F811
    office = signed_in(make.user(Role.REVIEWER))
    paper = made(office, f"/runs/{run.pk}/circular/word/")
    told = text_of(content(office, paper))
    assert paper.format == "docx"
    assert paper.name.endswith(".docx")
    for score in run.scores.all():
        assert f"{score.total:.2f}" in told
    assert run.seal.digest in told
    assert paper.code[:4] in told
    assert "{{" not in told


def test_the_offices_own_template_counts_from_then_on(run):  # noqa: F811
    office = signed_in(make.user(Role.ADMIN))
    assert bring(office, with_words("本办法定的红头", "{{ title }}", "校验 {{ check_code }}")).status_code == 302
    paper = made(office, f"/runs/{run.pk}/circular/word/")
    told = text_of(content(office, paper))
    assert "本办法定的红头" in told
    assert PaperTemplate.objects.get().uploaded_by.role == Role.ADMIN
    assert bring(office, brought()).status_code == 302
    assert "本办法定的红头" not in text_of(content(office, made(office, f"/runs/{run.pk}/circular/word/")))


@pytest.mark.parametrize(
    "words",
    [
        "{{ no_such_word }}",
        "{{ title.__class__.__mro__ }}",
        "{% for a in rows %}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{% for a in range(10**9) %}{{ a }}{% endfor %}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_template_reaches_nothing_but_its_words(words):
    with pytest.raises(TemplateRefused):
        fill(with_words(words), TRIAL)
    office = signed_in(make.user(Role.ADMIN))
    assert bring(office, with_words(words)).status_code == 422
    assert not PaperTemplate.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 x", b"PK\x03\x04 broken"])
def test_what_is_no_word_file_is_refused(content):
    office = signed_in(make.user(Role.ADMIN))
    assert bring(office, content).status_code == 422
    assert not PaperTemplate.objects.exists()


def test_what_stands_in_a_text_is_never_read_as_a_command(run):  # noqa: F811
    told = text_of(fill(with_words("{{ title }}"), TRIAL | {"title": "{{ rows }} <w:t>&"}))
    assert "{{ rows }} &lt;w:t&gt;&amp;" in told
