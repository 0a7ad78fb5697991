"""Writes of the kernel: audit entries and job requests."""
