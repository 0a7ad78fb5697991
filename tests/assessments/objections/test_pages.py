"""The pages of objections: from the score page to the decision, as people read and fill them."""

import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Objection
from tests import make
from tests.assessments.results.table import Reader, rows, words
from townships.models import Role

pytestmark = pytest.mark.django_db
SCORE = "/scores/2014Q2/W-01/"
NEW = f"{SCORE}E1/object/"
PDF = b"%PDF-1.4 two participations"


def filed(notice, by, *, line="E1", claimed=Decimal(12), files=1):
    from assessments.services.objections import file_objection

    uploads = [SimpleUploadedFile("名单.pdf", PDF) for _ in range(files)]
    return file_objection(
        notice.run, notice.unit, line=line, grounds="漏计两家企业", claimed=claimed, files=uploads, by=by, at=notice.at
    )


def test_a_unit_objects_from_its_score_page(notice, unit_reader):
    page = unit_reader.get(SCORE)
    assert "公示至2014年10月16日" in words(page)
    assert f'href="{NEW}"' in page
    form = unit_reader.get(NEW)
    assert "对E1 引才活动企业参与次数提出异议" in words(form)
    assert "4.00 × min(1, 10 ÷ (24 × 50%)) = 3.33" in words(form)
    answer = unit_reader.client.post(
        NEW, {"claimed": "１２", "grounds": "漏计两家企业", "files": SimpleUploadedFile("名单.pdf", PDF)}
    )
    row = Objection.objects.get()
    assert answer.headers["Location"] == f"/objections/{row.pk}/"
    assert (row.claimed, row.files.count()) == (Decimal(12), 1)
    page = words(unit_reader.get(f"/objections/{row.pk}/"))
    assert "异议已提出，区委人才办将于2014年10月24日前作出决定。" in page
    assert "剩10个工作日，至10月24日" in page
    assert "演示书记提出异议" in page


def test_wrong_entries_come_back_with_words_beside_the_field(notice, unit_reader):
    page = unit_reader.post(NEW, expect=422, claimed="十二", grounds="").content.decode()
    assert "请写明哪里有误、以什么为证。" in page
    assert 'value="十二"' in page
    page = unit_reader.post(NEW, expect=422, claimed="10", grounds="漏计").content.decode()
    assert "这就是已发布的数，请填写主张的数。" in page
    bad = SimpleUploadedFile("a.exe", b"MZ")
    answer = unit_reader.client.post(NEW, {"claimed": "12", "grounds": "漏计", "files": bad})
    assert answer.status_code == 422
    assert "只接受PDF" in answer.content.decode()
    assert not Objection.objects.exists()


def test_after_the_notice_the_page_says_so_and_takes_nothing(notice, unit_reader):
    notice.at = notice.at.replace(day=17)
    page = unit_reader.get(NEW)
    assert "公示已于2014年10月16日结束，不能再提出异议。" in words(page)
    assert "<textarea" not in page
    unit_reader.post(NEW, expect=409, claimed="12", grounds="漏计")
    assert not Objection.objects.exists()
    assert "提出异议" not in words(unit_reader.get(SCORE))


def test_lines_of_other_units_and_unknown_lines_are_not_found(notice, unit_reader):
    unit_reader.get("/scores/2014Q2/W-02/E1/object/", expect=404)
    unit_reader.get(f"{SCORE}Z9/object/", expect=404)
    unit_reader.get(f"{SCORE}Y2/object/", expect=404)
    unit_reader.get(f"{SCORE}X1/object/")


def test_the_page_shows_the_line_the_claim_and_what_every_rank_would_be(notice, secretary, unit_reader):
    row = filed(notice, secretary)
    page = unit_reader.get(f"/objections/{row.pk}/")
    said = words(page)
    assert "按12计，演示甲镇总分由81.69变为82.36（+0.67），排名由第2名变为第1名，同类排名由第2名变为第1名。" in said
    assert "另有1家单位名次变动。" in said
    table = rows(page.split('id="eff-h"')[1])
    assert table[0][:7] == ["演示甲镇", "81.69", "82.36", "2", "1 ▲ 上升 1", "2", "1"]
    assert table[1][:5] == ["演示乙镇", "82.03", "82.03", "1", "2 ▼ 下降 1"]
    assert "该项得分：3.33 → 4.00" in said
    assert "计入的10条记录" in said
    tried = words(unit_reader.get(f"/objections/{row.pk}/?figure=11"))
    assert "按11计，演示甲镇总分由81.69变为82.03" in tried
    assert "按" not in words(unit_reader.get(f"/objections/{row.pk}/?figure=x")).split("如果该数为")[0]
    stored = notice.run.scores.get(township=notice.unit)
    assert (stored.total, stored.rank) == (Decimal("81.69"), 2)


def test_the_effect_of_a_bonus_and_of_a_line_without_a_figure(notice, secretary, unit_reader):
    bonus = filed(notice, secretary, line="X1", claimed=Decimal(3))
    page = words(unit_reader.get(f"/objections/{bonus.pk}/"))
    assert "总分由81.69变为83.69（+2.00）" in page
    silent = filed(notice, secretary, line="E3", claimed=None)
    assert "单位未主张具体的数" in words(unit_reader.get(f"/objections/{silent.pk}/"))


def test_the_office_accepts_and_the_director_decides(notice, secretary):
    row = filed(notice, secretary)
    at = f"/objections/{row.pk}/"
    reviewer = Reader(make.user(Role.REVIEWER, name="演示审核"))
    assert "作出决定" not in words(reviewer.get(at))
    reviewer.post(f"{at}accept/")
    assert "演示审核受理" in words(reviewer.get(at))
    director = Reader(make.approver())
    page = director.get(at)
    assert re.search(r'name="corrected" value="12"', page)
    page = director.post(f"{at}decide/", expect=422, outcome="rejected", corrected="12", answer="").content.decode()
    assert "异议不成立则不作更正，请不要填数。" in page
    assert "请写明决定和理由，单位将看到。" in page
    director.post(f"{at}decide/", outcome="upheld", corrected="12", answer="经核实漏计两家企业。")
    page = words(director.get(at))
    assert "异议成立" in page
    assert "经核实漏计两家企业。" in page
    answer = director.post(f"{at}decide/", expect=409, outcome="rejected", answer="重复").content.decode()
    assert "本异议已处理完毕，未作改动。" in words(answer)


def test_a_unit_withdraws_its_own_objection(notice, secretary, unit_reader):
    row = filed(notice, secretary)
    unit_reader.post(f"/objections/{row.pk}/withdraw/")
    assert "异议已撤回。" in words(unit_reader.get(f"/objections/{row.pk}/"))
    row.refresh_from_db()
    assert row.state == Objection.State.WITHDRAWN


def test_a_file_is_a_download_for_those_who_may_read_evidence(notice, secretary, unit_reader):
    row = filed(notice, secretary)
    path = f"/objections/{row.pk}/files/{row.files.get().pk}/"
    answer = unit_reader.client.get(path)
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    Reader(make.user(Role.SECRETARY, township=notice.rival)).get(path, expect=404)
    leader = Reader(make.user(Role.LEADER))
    leader.get(path, expect=403)
    assert path not in leader.get(f"/objections/{row.pk}/")


def test_the_register_shows_clocks_and_outcomes_the_office_all_and_a_unit_its_own(notice, secretary, unit_reader):
    filed(notice, secretary)
    other = make.user(Role.SECRETARY, township=notice.rival)
    from assessments.services.objections import decide_objection, file_objection

    decided = file_objection(
        notice.run, notice.rival, line="E3", grounds="漏计", claimed=Decimal(9), by=other, at=notice.at
    )
    decide_objection(decided, upheld=False, answer="材料不足", by=make.approver(), at=notice.at)
    office = Reader(make.user(Role.ADMIN))
    table = rows(office.get("/objections/"))
    assert [row[0] for row in table] == ["演示甲镇", "演示乙镇"]
    assert table[0][5:] == ["已提出", "剩10个工作日，至10月24日"]
    assert table[1][5:] == ["异议不成立", "10月10日决定"]
    assert [row[0] for row in rows(office.get("/objections/?state=open"))] == ["演示甲镇"]
    assert [row[0] for row in rows(unit_reader.get("/objections/"))] == ["演示甲镇"]
    office.get("/objections/?state=x", expect=404)
    unit_reader.get(f"/objections/{decided.pk}/", expect=404)
    notice.at = notice.at.replace(day=27)
    assert "已逾期（应于10月24日前决定）" in words(office.get("/objections/"))


def test_units_see_their_open_objections_on_their_first_page_and_the_office_the_number_in_the_menu(
    notice, secretary, unit_reader
):
    row = filed(notice, secretary)
    make.report(notice.period, notice.unit)
    page = unit_reader.get("/reports/2014Q2/W-01/")
    assert f'href="/objections/{row.pk}/"' in page
    office = Reader(make.user(Role.REVIEWER)).get("/dashboard/")
    assert re.search(r'href="/objections/"[^>]*>异议 <span class="count[^>]*>1', office)


def test_the_ranking_tells_how_the_objections_of_the_quarter_ended_without_persons(notice, secretary):
    row = filed(notice, secretary)
    reader = Reader(make.user(Role.CLERK, township=notice.last))
    assert "异议：未决定1件" in words(reader.get("/ranking/2014Q2/"))
    from assessments.services.objections import decide_objection

    decide_objection(row, upheld=False, answer="材料不足", by=make.approver(), at=notice.at)
    page = words(reader.get("/ranking/2014Q2/"))
    assert "演示甲镇 E1：异议不成立" in page
    assert "演示书记" not in page
    assert "漏计" not in page


def test_everything_reads_in_english(notice, secretary):
    row = filed(notice, secretary)
    reader = Reader(secretary, "en")
    assert "Sample Town objects to E1" in words(reader.get(f"/objections/{row.pk}/"))
    assert "10 working days left, until 24 Oct" in words(reader.get("/objections/"))
    page = words(reader.get(f"/objections/{row.pk}/"))
    assert "With 12 the total of Sample Town would be 82.36 instead of 81.69 (+0.67), rank 1 instead of 2" in page


@pytest.mark.parametrize("many", [1, 12])
def test_the_register_asks_the_same_number_of_queries_however_many_there_are(notice, secretary, many):
    codes = list(notice.run.scheme.indicators.order_by("position").values_list("code", flat=True))[:many]
    for code in codes:
        filed(notice, secretary, line=code, claimed=Decimal("77"), files=0)
    reader = Reader(make.user(Role.ADMIN))
    reader.get("/objections/")
    with CaptureQueriesContext(connection) as queries:
        reader.get("/objections/")
    assert len(queries) <= 10, "\n".join(q["sql"] for q in queries)


# --- over REST ---


def test_rest_tells_the_unit_its_own_objections_and_the_office_all(notice, secretary, unit_reader):
    row = filed(notice, secretary)
    found = unit_reader.client.get("/api/v1/objections/").json()["results"]
    assert [(each["id"], each["line"], each["state"], each["due_on"]) for each in found] == [
        (row.pk, "E1", "filed", "2014-10-24"),
    ]
    other = Reader(make.user(Role.SECRETARY, township=notice.rival)).client
    assert other.get("/api/v1/objections/").json()["results"] == []
    assert other.get(f"/api/v1/objections/{row.pk}/").status_code == 404
    office = Reader(make.user(Role.ADMIN)).client
    assert office.get("/api/v1/objections/?state=upheld").json()["results"] == []
    assert len(office.get("/api/v1/objections/?township=W-01").json()["results"]) == 1


def test_rest_gives_the_advice_of_the_page(notice, secretary, unit_reader):
    body = unit_reader.client.get("/api/v1/scores/2014Q2/W-01/advice/").json()
    way = next(way for way in body["ways"] if way["line"] == "E1")
    assert (way["n"], way["gain"], way["total"], way["rank"]) == ("2", "0.67", "82.36", 1)
    assert {"line": "G2", "reason": "penalty"} in body["closed"]
    assert "E1 引才活动企业参与次数再增加2家次" in words(unit_reader.get(SCORE))
    assert unit_reader.client.get("/api/v1/scores/2014Q2/W-02/advice/").status_code == 404
