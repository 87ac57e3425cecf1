"""Work derived from state, one unit in its own transaction."""
