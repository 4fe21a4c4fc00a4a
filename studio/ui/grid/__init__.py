"""The grid of variations: sets, newest on top."""
