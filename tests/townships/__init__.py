"""Units, people and their commands."""
