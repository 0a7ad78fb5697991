"""Whom: programmes, experts, selections, placements, and the append-only credit ledger.

Not here: the units and users (townships), the places of work (platforms), the points (assessments).
"""
