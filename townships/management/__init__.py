"""Commands of the township app."""
