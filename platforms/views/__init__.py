"""Pages of platforms: the register and one platform."""
