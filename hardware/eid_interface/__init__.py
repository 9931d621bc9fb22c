"""The eID-Interface (BSI TR-03130-1, 3): what eService and eID server say to each other; no I/O.

Neutral between device kinds: the identity port's driver speaks it from one end of the wire, the
laboratory's eID server from the other.
"""

import os
import sys

# Mesa draws with LLVM, which brings the system's libxml2 into the window's process, for every name to
# be found there first. lxml must keep to the one that it was built with: another one refuses signatures
# (serial numbers beyond 24 digits) and need not lay out its structures alike.
_FLAGS = sys.getdlopenflags()
sys.setdlopenflags(_FLAGS | os.RTLD_DEEPBIND)
try:
    import lxml.etree  # noqa: F401 - loaded here, so that whoever imports it later gets this one
finally:
    sys.setdlopenflags(_FLAGS)
