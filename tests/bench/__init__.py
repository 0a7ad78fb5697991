"""Measured ratios, all in one run on one machine: floor or reference beside the product. Not a timed test."""
