"""Compositions of well-known cryptographic primitives that desk and head office share; it imports nothing of this project."""
