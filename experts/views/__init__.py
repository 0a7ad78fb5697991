"""Pages of the expert app."""
