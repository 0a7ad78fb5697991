"""Scheme versions as files that a person can review, with their reader and writer."""

from pathlib import Path

REFERENCE = Path(__file__).with_name("yz-ref-1.toml")
