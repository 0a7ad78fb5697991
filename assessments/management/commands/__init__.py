"""Commands: the calendar, schemes and periods."""
