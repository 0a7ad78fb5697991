"""Pages of the assessment app, one module per subject."""
