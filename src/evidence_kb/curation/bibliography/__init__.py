"""References of reference managers, databases and screening programs, and how they enter a base.

``reading`` makes each format one kind of value, ``matching`` finds what the base has already,
``adding`` writes the rest, ``screening`` keeps the decisions of those who screened.
"""
