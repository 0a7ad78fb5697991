"""Tests of workbooks that come from outside."""
