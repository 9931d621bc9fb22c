"""How the shipped fonts are made: run by developers, never by a terminal."""
