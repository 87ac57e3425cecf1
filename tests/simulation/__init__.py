"""The mill: desks and a head office in one process, on a line that breaks, played by chance that can be played again.

The journal, the sealing, the run with head office, the view, the answers of the server, its duties and both databases are
the product's own; replaced are the clocks, the randomness, the line and the moment at which a machine dies.
"""
