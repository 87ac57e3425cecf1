"""Numbers and lines that papers carry: card numbers, machine-readable lines, bar codes, residence cards, Hijri dates."""
