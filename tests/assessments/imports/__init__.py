"""Bulk import of registers, through the page."""
