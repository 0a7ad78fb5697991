"""Check codes: what is typed wrong is noticed before anything is looked up."""

from hypothesis import given
from hypothesis import strategies as st

from assessments.papers.codes import ALPHABET, LENGTH, check_sign, grouped, new_code, read_code

bodies = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)
places = st.integers(0, LENGTH - 1)


def test_a_new_code_reads_as_itself():
    codes = {new_code() for _time in range(200)}
    assert len(codes) == 200
    assert all(read_code(code) == code and read_code(grouped(code)) == code for code in codes)


@given(bodies, places, st.sampled_from(ALPHABET))
def test_every_single_wrong_sign_is_noticed(body, place, sign):
    code = body + check_sign(body)
    wrong = code[:place] + sign + code[place + 1 :]
    assert (read_code(wrong) == code) is (wrong == code)
    assert wrong == code or read_code(wrong) is None


@given(bodies, places, places)
def test_any_two_signs_exchanged_are_noticed(body, one, other):
    code = list(body + check_sign(body))
    swapped = code.copy()
    swapped[one], swapped[other] = code[other], code[one]
    assert swapped == code or read_code("".join(swapped)) is None


def test_it_is_read_however_it_is_typed():
    body = "10ABCDEFGH1"
    code = body + check_sign(body)
    assert read_code(f" {grouped(code).lower()} ".replace("1", "l").replace("0", "o")) == code
    assert read_code(code[:-1]) is None
    assert read_code("") is None
    assert read_code("７" * 12) is None
