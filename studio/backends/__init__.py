"""Whoever turns a recipe into a stream of events."""
