"""An official at his browser, without the browser: keeps cookies, reads forms as they are, fills them, sends them."""

import json
import time
from collections.abc import Mapping
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

PATIENCE = 60  # seconds


class Form:
    """One form of a page: where it goes, and what it would send untouched."""

    def __init__(self, action: str, method: str) -> None:
        self.action, self.method = action, method
        self.fields: list[tuple[str, str]] = []

    def names(self) -> set[str]:
        return {name for name, _value in self.fields}

    def filled(self, values: Mapping[str, str]) -> list[tuple[str, str]]:
        """The fields with these values in the place of their own."""
        return [(name, value) for name, value in self.fields if name not in values] + list(values.items())


class FormReader(HTMLParser):
    """All forms of a page with the values a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._open = False
        self._text: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "a" and told.get("href"):
            self.links.append(told["href"])
        if tag == "form":
            self.forms.append(Form(told.get("action", ""), told.get("method", "get").lower()))
            self._open = True
        name = told.get("name")
        if not (self._open and name) or "disabled" in told:
            if tag == "option" and self._select and "selected" in told:
                self._add(self._select, told.get("value", ""))
            return
        if tag == "input":
            self._input(name, told)
        elif tag == "textarea":
            self._text = name
            self._add(name, "")
        elif tag == "select":
            self._select = name

    def _input(self, name: str, told: dict[str, str]) -> None:
        kind = told.get("type", "text")
        if (kind in ("checkbox", "radio") and "checked" not in told) or kind in ("submit", "button", "file", "image"):
            return
        self._add(name, told.get("value", "on" if kind == "checkbox" else ""))

    def _add(self, name: str, value: str) -> None:
        self.forms[-1].fields.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            name, value = self.forms[-1].fields[-1]
            self.forms[-1].fields[-1] = (name, value + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = None
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self._open = False


class Answer:
    """What came back, with its forms read when somebody asks for them."""

    def __init__(self, status: int, body: str, location: str, seconds: float) -> None:
        self.status, self.body, self.location, self.seconds = status, body, location, seconds
        self._read: FormReader | None = None

    def _reader(self) -> FormReader:
        if self._read is None:
            self._read = FormReader()
            self._read.feed(self.body)
        return self._read

    @property
    def links(self) -> list[str]:
        return self._reader().links

    def form(self, *, field: str = "", action: str = "") -> Form:
        """The first form that has this field, or goes to an address with this ending."""
        for form in self._reader().forms:
            if (field and field in form.names()) or (action and form.action.endswith(action)):
                return form
        raise LookupError(f"no form with {field or action} in an answer {self.status}: {self.body[:300]!r}")


class Official:
    """One person at one machine; every answer's time is noted under the name of what was asked."""

    def __init__(self, host: str, port: int, times: list[tuple[str, float, int]]) -> None:
        self._host, self._port, self._times = host, port, times
        self._cookies = SimpleCookie()
        self._link: HTTPConnection | None = None

    def get(self, path: str, *, what: str) -> Answer:
        return self._ask("GET", path, what)

    def post(self, path: str, fields: list[tuple[str, str]], *, what: str) -> Answer:
        return self._ask("POST", path, what, urlencode(fields))

    def type(self, path: str, token: str, typed: dict[str, str], base: dict[str, str], *, what: str) -> Answer:
        """What the browser sends while somebody types: the changed fields, each with what stood there before."""
        body = json.dumps({"typed": typed, "base": base})
        return self._ask("POST", path, what, body, {"Content-Type": "application/json", "X-CSRFToken": token})

    def sign_in(self, username: str, password: str) -> None:
        page = self.get("/login/", what="sign-in page")
        form = page.form(field="username")
        answer = self.post("/login/", form.filled({"username": username, "password": password}), what="sign in")
        if answer.status != 302:
            raise LookupError(f"{username} could not sign in: {answer.status}")

    def leave(self) -> None:
        if self._link:
            self._link.close()

    def _ask(self, method: str, path: str, what: str, body: str = "", more: dict[str, str] | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{m.key}={m.coded_value}" for m in self._cookies.values())}
        if method == "POST":
            headers |= more or {"Content-Type": "application/x-www-form-urlencoded"}
        started = time.perf_counter()
        if self._link is None:
            self._link = HTTPConnection(self._host, self._port, timeout=PATIENCE)
        self._link.request(method, path, body.encode() if body else None, headers)
        found = self._link.getresponse()
        text = found.read().decode()
        took = time.perf_counter() - started
        self._times.append((what, took, found.status))
        return Answer(found.status, text, self._kept(found), took)

    def _kept(self, found: HTTPResponse) -> str:
        for cookie in found.headers.get_all("Set-Cookie") or ():
            self._cookies.load(cookie)
        return urlsplit(found.headers.get("Location", "")).path
