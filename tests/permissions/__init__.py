"""Who may reach what: every address, every role, own and other unit."""
