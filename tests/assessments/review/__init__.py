"""The district's desk: queue, review, decisions."""
