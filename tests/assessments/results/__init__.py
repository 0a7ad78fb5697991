"""Queries behind rankings and score cards."""
