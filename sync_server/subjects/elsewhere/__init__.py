"""The list by which desks recognise people of other offices: keys alone, told daily, and nothing else leaves head office."""

from sync_server.subjects.elsewhere.daily import Daily, tell_now
from sync_server.subjects.elsewhere.keys import begin_generation
from sync_server.subjects.elsewhere.publishing import newest_name, store_of
from sync_server.subjects.elsewhere.telling import piece_of, said_to

__all__ = ["Daily", "begin_generation", "newest_name", "piece_of", "said_to", "store_of", "tell_now"]
