"""Objections on public notice, and the next-point adviser."""
