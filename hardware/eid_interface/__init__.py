"""The eID-Interface (BSI TR-03130-1, 3): what eService and eID server say to each other; no I/O.

Neutral between device kinds: the identity port's driver speaks it from one end of the wire, the
laboratory's eID server from the other.
"""
