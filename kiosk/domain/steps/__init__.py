"""The rules of every step kind, one module each; `RULES` is the whole table."""
