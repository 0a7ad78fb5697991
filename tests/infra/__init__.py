"""Tests of the foundation: servers, demo, jobs, audit log, translations, settings."""
