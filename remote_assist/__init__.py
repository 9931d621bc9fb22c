"""Help by a remote clerk: the terminal's peer, and (later) the desk server that connects it."""
