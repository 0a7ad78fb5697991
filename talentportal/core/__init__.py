"""The kernel: audit log, job requests, clock, generic views and template tags.

Not here: any township, platform, expert or score. The four apps import core; core imports none of them.
"""
