"""Reads that join several tables for one screen."""
