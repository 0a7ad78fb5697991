"""Tests of seals and of their verification."""
