"""Tests of years, of becoming final and of prize money."""
