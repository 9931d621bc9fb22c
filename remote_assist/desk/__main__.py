"""`python -m remote_assist.desk` is the command `desk`."""

import sys

from remote_assist.desk.cli import main

sys.exit(main())
