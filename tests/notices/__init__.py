"""What the portal tells people, and how it reaches them."""
