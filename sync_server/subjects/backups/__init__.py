"""Backups: one file that holds head office whole, proven by putting it back, and what it means for the desks."""

from sync_server.subjects.backups.creating import Created, create_backup
from sync_server.subjects.backups.restoring import ErasedBefore, Restored, restore_backup, verify_backup

__all__ = ["Created", "ErasedBefore", "Restored", "create_backup", "restore_backup", "verify_backup"]
