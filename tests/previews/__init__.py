"""Tests of looking into uploaded files."""
