"""The quarter of a unit as a workbook: written to be filled offline, read back with all its mistakes at once."""
