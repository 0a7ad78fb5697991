"""Pages through Django's test client."""
