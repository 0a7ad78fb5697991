"""Writing services of the townships app, one module per subject."""
