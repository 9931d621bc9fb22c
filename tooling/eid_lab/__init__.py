"""`./dev eid-lab`: the eID laboratory at a terminal, to look at and to act on by typed commands."""
