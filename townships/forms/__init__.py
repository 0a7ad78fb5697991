"""Forms of the townships app."""
