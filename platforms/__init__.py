"""Where, and with which firms and schools: platforms, enterprises, demands, universities.

Not here: the people who work on them (experts) and what they count for (assessments).
"""
