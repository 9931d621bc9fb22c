"""The town's desk server: what the people behind the terminals work with."""
