"""Records as flat maps of paths to values: their names, the changes that make them, and the fold that puts changes together."""
