"""Read a pasted list of people: who, at which address, as what, in which organisation. Pure.

`read_people` reads whatever it is given and never fails: what it does not understand stands in the
entry's texts, for the page to show and ask about.
"""
