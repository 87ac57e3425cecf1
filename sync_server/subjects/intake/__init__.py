"""Taking in what desks did: batches stored as they came, changes applied in one order, records and pages that follow.

This is the only door through which a record changes: a desk's batch through `apply_batch`, head office's own decisions
through `append_change`.
"""

from sync_server.subjects.intake.append import HeadOfficeEdit, append_change
from sync_server.subjects.intake.apply import apply_batch
from sync_server.subjects.intake.erasing import erase
from sync_server.subjects.intake.handed_back import take_back
from sync_server.subjects.intake.healing import heal
from sync_server.subjects.intake.log import newest_position
from sync_server.subjects.intake.pages import BuiltPage, page_for, page_of_records
from sync_server.subjects.intake.put_back import heed_shown, is_doubtful
from sync_server.subjects.intake.receipts import backed_up_receipt, receipt_for
from sync_server.subjects.intake.store import StoredBatch, held_hashes, store_batch, stored_batches

__all__ = [
    "BuiltPage",
    "HeadOfficeEdit",
    "StoredBatch",
    "append_change",
    "apply_batch",
    "backed_up_receipt",
    "erase",
    "heal",
    "heed_shown",
    "held_hashes",
    "is_doubtful",
    "newest_position",
    "page_for",
    "page_of_records",
    "receipt_for",
    "store_batch",
    "stored_batches",
    "take_back",
]
