"""Who: the units of the district with their dated names and tiers, the users, the leading groups.

Not here: platforms and enterprises (platforms), persons brought to the district (experts), reports and scores
(assessments).
"""
