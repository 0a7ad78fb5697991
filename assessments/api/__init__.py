"""REST endpoints of the assessment app, one module per subject."""
