"""Forms drawn from the catalogue: one editor table, one field anatomy, one arrangement."""
