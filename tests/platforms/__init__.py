"""The register of platforms."""
