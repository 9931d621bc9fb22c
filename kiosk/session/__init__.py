"""Runs one citizen's session: carries out the machine's effects at the ports, feeds back what came of them."""
