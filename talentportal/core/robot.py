"""The robot of a chat group (DingTalk or WeCom): one text to the web-hook that the settings name.

DingTalk signs with a time and a secret; WeCom's address is its own secret. Neither address ever comes from a page.
"""

import base64
import hashlib
import hmac
import json
import time
import urllib.parse
import urllib.request
from collections.abc import Sequence
from typing import Any

DINGTALK, WECOM = "dingtalk", "wecom"
BYTES = 2000  # WeCom takes 2,048 bytes of text, DingTalk more
SECONDS = 5


class RobotRefused(Exception):
    """The other side answered, but did not take the message."""


def say(text: str, *, url: str, kind: str = DINGTALK, secret: str = "", phones: Sequence[str] = ()) -> None:
    """Raises OSError where nobody answers, RobotRefused where the answer is no."""
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise RobotRefused("the address of a robot begins with https")
    address = signed(url, secret, at_ms=round(time.time() * 1000)) if kind == DINGTALK and secret else url
    content = json.dumps(message(fitting(text), kind, phones), ensure_ascii=False).encode()
    request = urllib.request.Request(address, content, {"Content-Type": "application/json"})  # noqa: S310 - see above
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - see above
        try:
            code = json.loads(answer.read(65_536))["errcode"]
        except (ValueError, KeyError, TypeError) as error:
            raise RobotRefused("the answer is no answer of a robot") from error
    if code != 0:
        raise RobotRefused(f"refused with code {code}")


def message(text: str, kind: str, phones: Sequence[str]) -> dict[str, Any]:
    """The body as each of the two wants it, calling the people concerned by their phones."""
    if kind == WECOM:
        return {"msgtype": "text", "text": {"content": text, "mentioned_mobile_list": list(phones)}}
    return {"msgtype": "text", "text": {"content": text}, "at": {"atMobiles": list(phones), "isAtAll": False}}


def signed(url: str, secret: str, *, at_ms: int) -> str:
    """DingTalk: HMAC-SHA256 over the time and the secret, in base64, added to the address."""
    digest = hmac.new(secret.encode(), f"{at_ms}\n{secret}".encode(), hashlib.sha256).digest()
    sign = urllib.parse.quote_plus(base64.b64encode(digest))
    return f"{url}{'&' if '?' in url else '?'}timestamp={at_ms}&sign={sign}"


def fits(lines: Sequence[str]) -> bool:
    """Whether one message takes them all."""
    return len("\n".join(lines).encode()) <= BYTES


def fitting(text: str) -> str:
    """As many whole lines as a message takes."""
    lines: list[str] = []
    for line in text.split("\n"):
        if not fits([*lines, line]):
            return "\n".join([*lines, "…"]) if lines else line.encode()[:BYTES].decode(errors="ignore")
        lines.append(line)
    return "\n".join(lines)
