"""Tests in a headless Chromium; see conftest."""
