"""The scheme editor at the browser: clone, edit, conflict, import and export, difference, review, publication."""

import html
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from assessments.models import Scheme, SchemeEditor
from assessments.schemes import REFERENCE
from assessments.schemes.writing import write_document
from assessments.services.schemes import load_scheme
from tests import make
from tests.assessments.results.table import Reader, words
from townships.models import Role

pytestmark = pytest.mark.django_db
TEXT = REFERENCE.read_text(encoding="utf-8")
DRAFT = "/schemes/YZ-REF/2/"


@pytest.fixture
def admin():
    return Reader(make.user(Role.ADMIN, name="演示编辑"))


@pytest.fixture
def draft(admin):
    make.published_scheme()
    admin.post("/schemes/YZ-REF/1/clone/")
    return Scheme.objects.get(version=2)


def fields(page):
    """What a browser would send back from the editor's form."""
    form = page.split('<form method="post" class="stack-lg"', 1)[1].split("</form>", 1)[0]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attrs = {name: html.unescape(value) for name, value in re.findall(r'(\w[\w-]*)="([^"]*)"', tag)}
        if attrs.get("type") == "checkbox" and " checked" not in tag:
            continue
        if attrs.get("name") != "csrfmiddlewaretoken" and "name" in attrs and attrs.get("type") != "radio":
            sent[attrs["name"]] = attrs.get("value", "on" if attrs.get("type") == "checkbox" else "")
    for name, inner in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        first = re.search(r'<option value="([^"]*)"', inner)
        sent[name] = (chosen or first)[1]
    return sent


def save(reader, path, *, expect=302, **changed):
    return reader.post(path, expect=expect, **fields(reader.get(path)) | changed)


def test_a_clone_is_the_next_version_with_everything_the_first_has(draft):
    assert (draft.status, draft.based_on.version) == ("draft", 1)
    first = write_document(Scheme.objects.get(version=1))
    assert write_document(draft) == first.replace("version = 1", "version = 2", 1)


@pytest.mark.parametrize("part", ["basics", "weights", "groups", "bonus", "deductions", "bands", "prizes"])
def test_saving_a_part_as_it_stands_changes_nothing_but_the_revision(draft, admin, part):
    before = write_document(draft)
    save(admin, f"{DRAFT}edit/{part}/")
    draft.refresh_from_db()
    assert write_document(draft) == before
    assert draft.revision == 2


@pytest.mark.parametrize("code", ["A1", "B1", "B3", "C2", "D2", "F3", "G2"])
def test_saving_an_indicator_as_it_stands_changes_nothing(draft, admin, code):
    before = write_document(draft)
    save(admin, f"{DRAFT}indicators/{code}/")
    assert write_document(Scheme.objects.get(version=2)) == before


def test_weights_may_stand_at_another_sum_and_the_draft_says_by_how_much(draft, admin):
    save(admin, f"{DRAFT}edit/weights/", B1="18")
    page = words(admin.get(f"{DRAFT}edit/"))
    assert "98 / 100 还差2分" in page
    assert "维度：合计98.00，基本分为100.00" in page
    assert "B1 达档专家引进数 分值 20 18" in page
    answer = Reader(make.approver()).post(f"{DRAFT}review/", expect=422, revision=2)
    assert Scheme.objects.get(version=2).status == "draft"
    assert "有1处待完成" in words(answer.content.decode())


def test_an_indicator_is_added_and_removed(draft, admin):
    path = f"{DRAFT}indicators/new/?group=E"
    new = fields(admin.get(path)) | {
        "code": "E4", "name_zh": "人才宣传", "name_en": "Publicity", "weight": "2", "kind": "ratio", "basis": "ytd",
        "source": "self", "measure": "reported", "target-high": "８", "target-medium": "4", "target-low": "2",
    }  # fmt: skip
    admin.post(path, **new)
    row = Scheme.objects.get(version=2).indicators.get(code="E4")
    assert {t.tier: t.value for t in row.targets.all()} == {"high": 8, "medium": 4, "low": 2}
    assert row.group.weight == Decimal("12.00")
    assert "102 / 100 超出2分" in words(admin.get(f"{DRAFT}edit/weights/"))
    admin.post(f"{DRAFT}indicators/E4/remove/", revision=2)
    assert not Scheme.objects.get(version=2).indicators.filter(code="E4").exists()
    assert "100 / 100 权重合计正确" in words(admin.get(f"{DRAFT}edit/"))


def test_wrong_values_come_back_with_all_that_was_typed(draft, admin):
    answer = save(admin, f"{DRAFT}indicators/B1/", expect=422, weight="20,5x", code="A1", **{"phase-2": ""})
    page = answer.content.decode()
    assert 'value="20,5x"' in page
    assert "这个代码已经用过了。" in page
    assert "四个季度的比例要么都填，要么都不填。" in page
    assert Scheme.objects.get(version=2).revision == 1


def test_a_stale_page_offers_both_values_and_takes_the_chosen_one(draft, admin):
    other = Reader(make.user(Role.ADMIN, name="演示另一人"))
    mine = fields(admin.get(f"{DRAFT}edit/weights/"))
    save(other, f"{DRAFT}edit/weights/", B1="17", B2="9")
    answer = admin.post(f"{DRAFT}edit/weights/", expect=409, **mine | {"B1": "16"})
    page = answer.content.decode()
    assert "演示另一人" in words(page)
    assert 'name="keep-B1"' in page
    again = fields(page) | {"keep-B1": "mine", "keep-B2": "theirs"}
    assert again["revision"] == "2"
    admin.post(f"{DRAFT}edit/weights/", **again)
    kept = {row.code: row.weight for row in Scheme.objects.get(version=2).indicators.all()}
    assert (kept["B1"], kept["B2"]) == (16, 9)


def test_nobody_who_ever_edited_reviews_or_publishes_and_an_edit_takes_the_review_back(draft, admin):
    director, reviewer = make.approver(), make.user(Role.REVIEWER)
    Reader(reviewer).post(f"{DRAFT}review/", revision=1)
    draft.refresh_from_db()
    assert (draft.status, draft.reviewed_by) == ("reviewed", reviewer)
    save(admin, f"{DRAFT}edit/bonus/", cap="6")
    draft.refresh_from_db()
    assert (draft.status, draft.reviewed_by) == ("draft", None)
    Reader(director).post(f"{DRAFT}publish/", expect=409, revision=2)
    load_scheme(write_document(draft), by=reviewer, at=make.AT)  # whoever edits once, counts as editor for ever
    save(admin, f"{DRAFT}edit/basics/")
    Reader(reviewer).post(f"{DRAFT}review/", expect=409, revision=4)
    with pytest.raises(DatabaseError, match="did not edit"), transaction.atomic():
        Scheme.objects.filter(pk=draft.pk).update(status="reviewed", reviewed_by=reviewer)
    Reader(director).post(f"{DRAFT}review/", expect=409, revision=3)  # it was shown another revision
    Reader(director).post(f"{DRAFT}review/", revision=4)
    Reader(director).post(f"{DRAFT}publish/", revision=4)
    draft.refresh_from_db()
    assert (draft.status, draft.published_by) == ("published", director)
    assert SchemeEditor.objects.filter(scheme=draft).count() == 2


def test_the_review_page_shows_what_differs_and_who_edited(draft, admin):
    save(admin, f"{DRAFT}edit/weights/", B1="18", B2="8")
    save(admin, f"{DRAFT}edit/bonus/", **{"level-national": "2.50", "mode": "per_head"})
    page = words(Reader(make.approver()).get(f"{DRAFT}review/"))
    assert "演示编辑" in page
    assert "B1 达档专家引进数 分值 20 18" in page
    assert "层次 · 国家级 附加分分值 3 2.5" in page
    assert "按人头" in page


def test_a_published_version_has_no_edit(admin):
    make.published_scheme()
    assert "edit/" not in admin.get("/schemes/YZ-REF/1/").split("<main", 1)[1]
    for path in ("edit/", "edit/weights/", "indicators/B1/"):
        admin.get(f"/schemes/YZ-REF/1/{path}", expect=404)
    for path in ("review/", "publish/"):
        Reader(make.approver()).get(f"/schemes/YZ-REF/1/{path}", expect=404)


def upload(reader, text, *, expect=302, **more):
    data = text if isinstance(text, bytes) else text.encode()
    return reader.post("/schemes/import/", expect=expect, file=SimpleUploadedFile("x.toml", data), **more)


def test_export_import_export_gives_the_same_bytes(draft, admin):
    save(admin, f"{DRAFT}edit/weights/", B1="18")
    first = admin.client.get(f"{DRAFT}scheme.toml").content
    upload(admin, first, is_unfinished="on")
    assert admin.client.get(f"{DRAFT}scheme.toml").content == first


def test_faults_of_a_file_are_named_with_line_and_key_and_nothing_is_taken_in(admin):
    broken = TEXT.replace('measure = "heads"', 'measure = "noses"').replace("weight = 8.00", "weight = 9.00", 1)
    line = broken.split("\n").index('measure = "noses"') + 1
    page = words(upload(admin, broken, expect=422).content.decode())
    assert f"{line} 维度B，指标B1 groups[1].indicators[0].measure 没有口径'noses'" in page
    assert "文件有3处错误" in page
    assert not Scheme.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe",
        b"",
        b"a" * 300_000,
        b"x = " + b"[" * 5000,
        b"code = 1\nlevels = [1]\ngroups = 3",
        b"[prizes]\nplaces = 3",
        b'code = "X"\nversion = 99999999999999999999',
        b'name_zh = "\\u0000"',
        b"a = 1e9999999999\n",
        TEXT.replace("weight = 20.00", "weight = 1e400", 1).encode(),
        TEXT.replace("steps = {", "steps = [ {", 1).encode(),
        TEXT.replace("phase = [0.25, 0.50, 0.75, 1.00]", 'phase = ["a"]', 1).encode(),
        TEXT.replace('code = "YZ-REF"', 'code = "../x"').encode(),
    ],
)
def test_whatever_is_sent_the_answer_is_words(admin, data):
    page = upload(admin, data, expect=422).content.decode()
    assert "error-summary" in page
    assert not Scheme.objects.exists()


def test_import_never_touches_a_published_version(admin):
    make.published_scheme()
    page = words(upload(admin, TEXT, expect=422).content.decode())
    assert "已发布，不再改动" in page


def test_two_versions_side_by_side(draft, admin):
    save(admin, f"{DRAFT}indicators/B1/", **{"target-high": "3", "name_zh": "高层次专家引进数"})
    page = words(Reader(make.user(Role.LEADER)).get(f"{DRAFT}compare/?with=YZ-REF/1"))
    assert "目标值 一类 2 · 二类 1 · 三类 1 一类 3 · 二类 1 · 三类 1" in page
    assert "YZ-REF v1与YZ-REF v2有2处差异。" in page
    admin.get(f"{DRAFT}compare/?with=NO/9", expect=404)
