"""The demonstration: two old registers travel from three desks to head office over a line that breaks."""
