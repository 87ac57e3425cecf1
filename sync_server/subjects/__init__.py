"""What head office does, one module per subject; subjects meet only through intake and storage reads."""
