"""Pages of experts: the register and one life."""
