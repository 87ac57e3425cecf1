"""Revisions of the desk's database, oldest first."""
