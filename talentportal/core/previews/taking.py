"""Looking into a stored file in a process of its own, and keeping what was found beside the content."""

import datetime as dt
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_noop

from talentportal.core.models import FilePreview
from talentportal.core.services.files import open_stored

READER = Path(__file__).parent / "reading.py"
PAGES = 40  # of a file are drawn; what comes after them is read in the file itself
SECONDS, MEMORY = 60, 1536 * 1024 * 1024
ERRORS = {
    "locked": gettext_noop("The file is locked with a password; nobody can check it."),
    "damaged": gettext_noop("The file cannot be opened; it may be damaged."),
    "large": gettext_noop("The file is too large to be shown here; download it to look at it."),
    "slow": gettext_noop("Reading the file takes too long; download it to look at it."),
    "gone": gettext_noop("The file does not lie where it should; tell the administrator."),
}


def folder_of(digest: str) -> Path:
    """Where the pictures of this content lie."""
    return Path(settings.MEDIA_ROOT) / "previews" / digest[:2] / digest


def picture_of(digest: str, number: int) -> Path:
    """Page `number` from 1; 0 is the first page small."""
    return folder_of(digest) / f"{number}.webp"


def take(digest: str, kind: str, *, at: dt.datetime) -> FilePreview:
    """Look into the content once; looking again finds the same. Whole or not at all."""
    root = Path(settings.MEDIA_ROOT) / "previews"
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=root, prefix="incoming-") as target:
        found = _found(digest, kind, target)
        if found.get("pictures"):
            place = folder_of(digest)
            place.parent.mkdir(exist_ok=True, mode=0o700)
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(target, place)
    found["written_at"] = _moment(found.get("written_at"))
    known = {name: found[name] for name in (f.name for f in FilePreview._meta.fields) if found.get(name) is not None}
    preview, _made = FilePreview.objects.update_or_create(digest=digest, defaults={**known, "made_at": at})
    return preview


def _found(digest: str, kind: str, target: str) -> dict[str, Any]:
    try:
        content = open_stored(digest).read()
    except FileNotFoundError:
        return {"error": "gone"}
    asked = {"kind": kind, "target": target, "pages": PAGES, "seconds": SECONDS, "memory": MEMORY}
    command = [sys.executable, "-I", str(READER), json.dumps(asked)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS * 2, env={})
    except subprocess.TimeoutExpired:
        return {"error": "slow"}
    if done.returncode:
        return {"error": "large" if done.returncode < 0 or b"MemoryError" in done.stderr else "damaged"}
    return json.loads(done.stdout)


def _moment(text: str | None) -> dt.datetime | None:
    """The date in the file; one that is none is left out."""
    try:
        found = parse_datetime(text) if text else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=dt.UTC)


def forget(digest: str) -> None:
    """What was found goes with the content."""
    FilePreview.objects.filter(digest=digest).delete()
    shutil.rmtree(folder_of(digest), ignore_errors=True)
