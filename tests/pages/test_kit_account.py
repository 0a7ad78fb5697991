"""Signing in and out, expired sessions, lock-out, preferences and error pages, through the pages themselves."""

import pytest
from django.test import Client

from townships.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a calm sentence 2014"


@pytest.fixture
def office(db):
    return User.objects.create_user("jiancha", password=PASSWORD, name="演示甲", role="auditor")


def sign_in(client, **more):
    return client.post("/login/", {"username": "jiancha", "password": PASSWORD, **more})


def test_login_page_is_chinese_first_and_english_on_request(client):
    page = client.get("/login/").content.decode()
    assert 'lang="zh-Hans"' in page
    assert "登录" in page
    client.post("/language/", {"language": "en", "next": "/login/"})
    page = client.get("/login/").content.decode()
    assert '<html lang="en"' in page
    assert "Sign in" in page


def test_right_password_leads_back_to_the_page_asked_for(client, office):
    assert client.get("/preferences/")["Location"] == "/login/?next=/preferences/"
    assert sign_in(client, next="/preferences/")["Location"] == "/preferences/"
    assert "演示甲" in client.get("/preferences/").content.decode()


@pytest.mark.parametrize("next_", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_nobody_is_sent_to_another_site(client, office, next_):
    assert sign_in(client, next=next_)["Location"] == "/"
    assert client.post("/preferences/save/", {"theme": "dark", "next": next_})["Location"] == "/"


def test_wrong_account_and_wrong_password_get_the_same_message(client, office):
    wrong_password = client.post("/login/", {"username": "jiancha", "password": "x"})
    wrong_account = client.post("/login/", {"username": "nobody", "password": "x"})
    assert wrong_password.status_code == wrong_account.status_code == 422
    message = "账号或密码不正确"
    assert message in wrong_password.content.decode()
    assert message in wrong_account.content.decode()


def test_five_wrong_tries_lock_the_account_even_for_the_right_password(client, office):
    for _n in range(5):
        client.post("/login/", {"username": "jiancha", "password": "x"})
    answer = sign_in(client)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "15分钟" in answer.content.decode()


def test_idle_session_ends_and_says_so(client, office):
    sign_in(client)
    session = client.session
    session["seen_at"] -= 31 * 60
    session.save()
    answer = client.get("/preferences/")
    assert answer["Location"] == "/login/?next=/preferences/&expired=1"
    assert "请重新登录" in client.get(answer["Location"]).content.decode()


def test_shared_computer_ends_after_15_minutes(client, office):
    sign_in(client, is_shared="on")
    session = client.session
    session["seen_at"] -= 16 * 60
    session.save()
    assert client.get("/preferences/").status_code == 302


def test_an_expired_form_comes_back_to_its_page_and_an_htmx_part_to_the_whole_page(client):
    client.cookies["sessionid"] = "gone"
    answer = client.post("/preferences/", headers={"Referer": "http://testserver/help/?x=1"})
    assert answer["Location"] == "/login/?next=/help/%3Fx%3D1&expired=1"
    answer = client.get("/preferences/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/help/"})
    assert answer.status_code == 200
    assert answer["HX-Redirect"] == "/login/?next=/help/&expired=1"


def test_signing_out_is_a_post_and_clears_the_browser(client, office):
    sign_in(client)
    assert client.get("/logout/").status_code == 405
    answer = client.post("/logout/")
    assert "storage" in answer["Clear-Site-Data"]
    assert client.get("/preferences/").status_code == 302


def test_look_is_rendered_by_the_server_and_only_from_the_choices(client):
    client.post("/preferences/save/", {"theme": "dark", "density": "compact", "keys": "<b>"})
    page = client.get("/help/").content.decode()
    assert 'data-theme="dark" data-density="compact" data-keys="on"' in page


def test_password_change_keeps_this_session_and_ends_the_others(client, office):
    other = Client()
    sign_in(client)
    sign_in(other)
    new = {"old_password": PASSWORD, "new_password1": "另一句好记的话2014", "new_password2": "另一句好记的话2014"}
    assert client.post("/password/", {**new, "old_password": "no"}).status_code == 422
    assert client.post("/password/", new)["Location"] == "/preferences/"
    assert client.get("/preferences/").status_code == 200
    assert other.get("/preferences/").status_code == 302


def test_error_pages_carry_a_number_and_a_way_on(client, office):
    sign_in(client)
    missing = client.get("/no/such/page/")
    assert missing.status_code == 404
    assert "E-" + missing["X-Request-Id"][:6].upper() in missing.content.decode()
    assert client.get("/preferences/save/").status_code == 405
    assert "只接收表单" in client.get("/preferences/save/").content.decode()
    rest = client.get("/api/v1/no-such-thing/")
    assert rest.status_code == 404
    assert rest.json()["errors"][0]["code"] == "not_found"


def test_stale_form_token_offers_to_send_once_more_only_to_our_own_page():
    strict = Client(enforce_csrf_checks=True)
    sent = {"theme": "dark", "next": "/help/", "password": "secret-word"}
    own = strict.post("/preferences/save/", sent, headers={"Sec-Fetch-Site": "same-origin"})
    page = own.content.decode()
    assert own.status_code == 403
    assert 'name="theme" value="dark"' in page
    assert "secret-word" not in page
    foreign = strict.post("/preferences/save/", sent, headers={"Origin": "https://elsewhere.example"})
    assert 'value="dark"' not in foreign.content.decode().split("<main")[1]


def test_broken_page_is_shown_without_database_or_user(client, office, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("broken on purpose")

    sign_in(client)
    monkeypatch.setattr("talentportal.core.menu.links_for", fail)
    client.raise_request_exception = False
    answer = client.get("/preferences/")
    assert answer.status_code == 500
    assert "E-" + answer["X-Request-Id"][:6].upper() in answer.content.decode()


def test_pages_of_somebody_signed_in_are_kept_in_no_cache(client, office):
    assert "no-store" in sign_in(client, next="/help/").headers.get("Cache-Control", "")
    assert client.get("/help/").headers["Cache-Control"] == "no-store"


def test_health_tells_database_and_redis(client):
    assert client.get("/healthz").json() == {"status": "ok", "redis": "ok"}
