"""Work that must not happen on the window's own thread."""
