"""What a page says and offers: pure, session state in, frozen page out."""
