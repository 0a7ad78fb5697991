"""Check codes: eleven random signs and one to check them, for people to type from a paper.

The alphabet is Crockford's: no I, L, O or U, and what looks alike is read alike. The last sign is the sum of the others
in the field of 32 elements, each multiplied by another power of its generator: whatever single sign is wrong, and
whatever two are exchanged, the sum is another. (Crockford's own check needs five further signs such as * and ~.)
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_MODULUS = 0b100101  # x^5 + x^2 + 1, primitive: the powers of 2 are all 31 elements but nought


def new_code() -> str:
    """55 bits that nobody can guess."""
    signs = "".join(secrets.choice(ALPHABET) for _sign in range(LENGTH - 1))
    return signs + check_sign(signs)


def check_sign(signs: str) -> str:
    total = 0
    for sign in signs:
        total = _doubled(total ^ ALPHABET.index(sign))
    return ALPHABET[total]


def _doubled(element: int) -> int:
    element <<= 1
    return element ^ _MODULUS if element & 32 else element


def read_code(typed: str) -> str | None:
    """The code that was typed, however it was grouped; None where it cannot be one."""
    signs = "".join(sign for sign in typed.upper() if sign not in " -–—_").translate(_ALIKE)
    if len(signs) != LENGTH or any(sign not in ALPHABET for sign in signs):
        return None
    return signs if check_sign(signs[:-1]) == signs[-1] else None


def grouped(code: str) -> str:
    """As it is printed: three groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))
