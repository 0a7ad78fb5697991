"""What only local mode needs at start: a secret key of its own, kept with the demo data."""

import os
import secrets
from pathlib import Path


def secret_key(var: Path) -> str:
    """The random key of this machine; made once, readable by its owner only."""
    path = var / "secret-key"
    try:
        return path.read_text()
    except FileNotFoundError:
        pass
    var.mkdir(parents=True, exist_ok=True)
    fresh = secrets.token_urlsafe(50)
    scratch = var / f".secret-key.{os.getpid()}"
    scratch.touch(mode=0o600)
    scratch.write_text(fresh)
    try:
        os.link(scratch, path)  # of two processes that start at once, one wins and both read the winner's key
    except FileExistsError:
        pass
    finally:
        scratch.unlink()
    return path.read_text()
