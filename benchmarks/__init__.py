"""Synthetic bases, and figures of our speed beside that of the engines below us."""
