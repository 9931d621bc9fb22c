"""One function for each page: what it says and what it offers."""
