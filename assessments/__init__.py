"""How well: schemes and indicators, periods, reports and their steps, score runs, ranking.

Not here: the registers that are counted (townships, platforms, experts); this app only reads them.
"""
