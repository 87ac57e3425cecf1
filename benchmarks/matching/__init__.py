"""Learning the weights of matching from invented people, and measuring them on others."""
