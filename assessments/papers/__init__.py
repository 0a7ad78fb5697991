"""Papers: what is printed from a published result, and the code by which anybody can check it."""
