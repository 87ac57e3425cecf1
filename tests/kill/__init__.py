"""Real processes that are killed for good: the desk and head office as one forks them, SIGKILL, and what is there afterwards."""
