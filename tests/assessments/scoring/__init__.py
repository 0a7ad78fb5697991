"""The engine against its oracle and the worked examples."""
