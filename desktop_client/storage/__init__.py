"""The desk's own disk: one encrypted database, the key slots beside it, and nothing else."""
