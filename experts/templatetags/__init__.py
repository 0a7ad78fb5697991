"""Template tags of the expert app."""
