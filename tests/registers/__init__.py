"""Tests of the registers: what every declared one does, and what some do besides."""
