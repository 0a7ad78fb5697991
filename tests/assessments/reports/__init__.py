"""Tests of the report cycle as the unit lives it: sections, evidence, checks, steps."""
