"""Where everything stands on a page: the frame that never moves, and the body between."""
