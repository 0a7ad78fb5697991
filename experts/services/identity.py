"""Identity numbers: checked when typed, kept as a keyed digest and the last four characters, never in the clear.

The digest finds that a person is registered already; without the key nobody can try numbers against it.
"""

import datetime as dt
import re
import unicodedata

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "experts.identity"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
RESIDENT = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
PASSPORT = re.compile(r"[A-Z0-9]{5,12}", re.ASCII)


def plain(number: str) -> str:
    """Folded width, upper case, no blanks or dashes: the form that is compared."""
    return re.sub(r"[\s\-·]", "", unicodedata.normalize("NFKC", number)).upper()


def is_valid(number: str) -> bool:
    """A resident identity number with its check digit and a real day of birth, or a passport number."""
    if RESIDENT.fullmatch(number):
        total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
        return CHECKS[total % 11] == number[-1] and _is_day(number[6:14])
    return bool(PASSPORT.fullmatch(number))


def digest(number: str) -> str:
    """The same for the same number and key: IDENTITY_KEY, which outlives a change of SECRET_KEY, or else that one."""
    key = settings.IDENTITY_KEY or settings.SECRET_KEY
    return salted_hmac(SALT, plain(number), secret=key, algorithm="sha256").hexdigest()


def kept(number: str) -> dict[str, str | None]:
    """The two columns that are stored for a number."""
    number = plain(number)
    return {"identity_digest": digest(number), "identity_last4": number[-4:]} if number else {"identity_digest": None}


def _is_day(text: str) -> bool:
    try:
        return dt.datetime.strptime(text, "%Y%m%d").year >= 1900  # noqa: DTZ007
    except ValueError:
        return False
