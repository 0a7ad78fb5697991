"""Writes with rules: verbs, one transaction each."""
