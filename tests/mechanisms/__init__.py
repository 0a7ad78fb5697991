"""One test for each mechanism of the source case, named after its number."""
