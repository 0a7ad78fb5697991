"""requirements.txt is the locked form of pyproject.toml, hashed, and names no place to download from."""

from tests.infra.requirements import faults, pins


def test_requirements_are_what_the_project_asks_for():
    assert faults() == []


def test_a_pin_without_hash_is_seen():
    assert pins("django==5.2.1\nredis==8.1.0 \\\n    --hash=sha256:ab\n") == {
        "django": ("5.2.1", 0),
        "redis": ("8.1.0", 1),
    }
