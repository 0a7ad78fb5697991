"""The REST interface, through its addresses."""
