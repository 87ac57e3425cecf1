"""Records as people at head office read them: lists and search, one record with its history, and two answers.

Everything that leaves here is already masked for its reader; nothing that the reader may not see leaves at all.
"""

from sync_server.subjects.people.answers import (
    AnswerLine,
    AnswerPage,
    Choice,
    count_answers,
    list_answers,
    read_answer,
    resolve_answer,
)
from sync_server.subjects.people.listing import PersonLine, PersonList, list_people, search_people
from sync_server.subjects.people.page import Fact, RecordPage, RecordPart, RecordSection, Row, Write
from sync_server.subjects.people.reader import Reader, Words
from sync_server.subjects.people.record import note_reading, read_person
from sync_server.subjects.people.revealing import ask_to_see
from sync_server.subjects.people.transferring import Transfer, transfer_person

__all__ = [
    "AnswerLine",
    "AnswerPage",
    "Choice",
    "Fact",
    "PersonLine",
    "PersonList",
    "Reader",
    "RecordPage",
    "RecordPart",
    "RecordSection",
    "Row",
    "Transfer",
    "Words",
    "Write",
    "ask_to_see",
    "count_answers",
    "list_answers",
    "list_people",
    "note_reading",
    "read_answer",
    "read_person",
    "resolve_answer",
    "search_people",
    "transfer_person",
]
