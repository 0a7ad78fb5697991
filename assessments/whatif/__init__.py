"""What would be if: changes to a scheme and to figures, applied to what the engine reads. Nothing here stores anything.

`changes` says what differs and how an address carries it, `book` and `inputs` apply it, `balance` keeps the weights at
their sum, `curves` and `robust` find the smallest change of weights that swaps two neighbours.
"""
