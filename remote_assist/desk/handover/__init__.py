"""The counter hand-over: takes sealed pre-captures from terminals, gives each to one clerk, forgets it."""
