"""One widget for each kind of block: it keeps what is typed or drawn, and lays itself out."""
