"""Models of the kernel."""
