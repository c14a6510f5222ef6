"""Runs an international standards body from its own texts."""
