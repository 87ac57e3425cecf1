"""The revisions of head office's database, run by `init` and compared by `check`."""
