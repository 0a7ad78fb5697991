"""What if: changes, the smallest shifts, the page, and scenarios that are kept."""
