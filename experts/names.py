"""Names as people look for them: sort key, initials and search grams of a Chinese name."""
