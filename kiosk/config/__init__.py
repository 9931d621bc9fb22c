"""What a terminal is told about itself: shipped defaults < profile < the host's own file."""
