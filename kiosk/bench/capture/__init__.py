"""How good self-capture is: what is caught, who is refused, and how long it all takes."""
