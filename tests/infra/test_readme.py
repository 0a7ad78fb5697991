"""What README tells a newcomer is true."""

import re
import subprocess

from django.conf import settings

from talentportal.demo import accounts

README = (settings.BASE_DIR / "README.md").read_text()


def test_readme_names_the_demo_accounts_and_their_password():
    wanted = {username for _role, username in accounts.SHOWN} | {accounts.CLIENT}
    assert set(re.findall(r"^\| `(\w[\w-]*)` \|", README, re.MULTILINE)) >= wanted
    assert f"`{accounts.PASSWORD}`" in README


def test_readme_commands_exist_and_are_in_the_help():
    named = set(re.findall(r"make ([a-z]+)", README))
    said = subprocess.run(["make", "help"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True).stdout
    assert named <= set(re.findall(r"make ([a-z]+)", said)), said


def test_readme_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (settings.BASE_DIR / target).exists(), target
