"""The dev dock: a window beside the terminal by which a person plays citizen, bank, clerk and mishap.

It is drawn from what the simulated world tells of itself; a new act needs no line here.
"""
