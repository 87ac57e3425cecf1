"""How what stands on paper or in somebody else's file becomes values of the catalogue, without window or database."""
