"""The one exception by which `./dev` gives up: a sentence for a person, never a traceback."""


class Refused(Exception):
    """`str()` of it says what is wrong and what to do about it."""
