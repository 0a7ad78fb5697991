"""Papers made from results, and how anybody checks one."""
