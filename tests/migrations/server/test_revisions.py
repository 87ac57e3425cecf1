"""Head office's revisions: old rows survive, every step can be taken back, the tables are what the code says; twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from sync_server.storage import schema
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import open_engine, writing

# What an installation of each revision may hold; later revisions must keep it.
ROWS: dict[str, dict[str, dict[str, object]]] = {
    "0001": {
        "account": {
            "name": "noor",
            "role": "administrator",
            "password_hash": "$argon2id$",
            "one_time": False,
            "state": "active",
            "made_by": "init",
            "made_at": 1,
        },
        "device": {
            "id": "k3x0000000",
            "code": "K7Q",
            "office": "LHE",
            "name": "front room",
            "public_key": b"\x01" * 32,
            "state": "approved",
            "app_version": "0.1",
            "enrolled_at": 1,
        },
        "server_state": {"key": "epoch", "value": "{}"},
    },
    "0002": {
        "record": {
            "id": "r",
            "kind": "person",
            "office": "LHE",
            "field_values": "{}",
            "writers": "{}",
            "state": "QUICK",
            "name_urdu": "عمر",
            "created_position": 1,
            "updated_position": 1,
        },
        "upload_part": {"device": "d", "hash": "h", "offset": 0, "bytes": b"\x00\xff", "arrived_at": 1},
    },
    "0003": {
        "reference_version": {
            "number": 1,
            "version": "2026.11.2",
            "sha256": "ab",
            "raw": b"\x00\xff",
            "published_by": "init",
            "published_at": 1,
        },
    },
    "0004": {
        "backup": {
            "id": "00ff",
            "made_by": "init",
            "made_at": 1,
            "epoch": "e",
            "position": 2,
            "ledger": 1,
            "expires": 9,
        },
    },
    "0005": {
        "refusal": {"device": "d", "incarnation": "i", "seq": 1, "refused_by": "0.e.1", "reason": "{}"},
        "repair": {"record": "r", "office": "LHE", "device": "d", "author": "asma", "since": 1, "problems": "[]"},
    },
    "0006": {"former_code": {"code": "0AB", "device": "k3x0000000", "until": 3}},
    "0007": {
        "scope_move": {"position": 2, "record": "r", "left": "LHE", "entered": "KHI"},
        "scope_digest": {"office": "LHE", "records": 1, "total": 7},
    },
    "0008": {},
    "0009": {
        "closing": {
            "id": "00ff",
            "device": "k3x0000000",
            "incarnation": "i",
            "session": "s",
            "author": "asma",
            "name": "Asma",
            "key": "ff",
            "first_seq": 1,
            "last_seq": 2,
            "count": 2,
            "statement": b"{}",
            "signature": b"s",
            "batch": "00",
            "received_at": 3,
            "state": "good",
        },
        "user_key": {"device": "k3x0000000", "author": "asma", "key": "ff", "seen_at": 3, "accepted": True},
    },
    "0010": {"erasure": {"record": "r", "person": "p", "office": "LHE", "position": 3, "at": 4}},
    "0011": {"scope_guest": {"record": "r", "office": "KHI", "entered": 2, "person": "p", "ended": 4}},
    "0012": {
        "candidate_pair": {
            "one": "p",
            "other": "r",
            "score": 9000,
            "zone": "review",
            "levels": "{}",
            "conflict": "",
            "model_version": "2026.1",
            "state": "open",
            "found_at": 1,
            "scored_at": 1,
        },
    },
    "0013": {
        "page_piece": {
            "office": "LHE",
            "start_position": 0,
            "end_position": 3,
            "changes": 3,
            "dictionary": "",
            "packed": b"\x00\xff",
            "whole": True,
            "hidden_from": "[]",
        }
    },
    "0014": {},
    "0015": {},
    "0016": {
        "judgement": {
            "id": "l",
            "one": "p",
            "other": "r",
            "answer": "DIFFERENT",
            "reason": "TWIN",
            "who": "rabia",
            "office": "",
            "desk": "",
            "at": 1,
            "seen": "{}",
        },
        "review_act": {
            "who": "rabia",
            "number": 1,
            "at": 1,
            "act": "DIFFERENT",
            "one": "p",
            "other": "r",
            "before": "{}",
        },
    },
    # Keys of before are made anew, so none of 0012 is here.
    "0017": {
        "match_key": {"key": -5, "person": 1},
        "match_person": {"number": 1, "record": "r", "generation": 1, "packed_keys": b"", "folded": b"\x9d"},
        "crowded_key": {"key": -5},
    },
    "0018": {
        "elsewhere_person": {"record": "r", "office": "LHE", "year": 2026, "told": b"\x00\xff"},
        "elsewhere_file": {
            "office": "KHI",
            "number": 1,
            "sha256": "ab",
            "follows": "",
            "bytes": 9,
            "entries": 3,
            "people": 1,
            "made_at": 1,
        },
    },
    "0019": {
        "desk_day": {"device": "d", "day": "2026-11-24", "first_heard": 1},
        "office_closure": {
            "id": "c",
            "office": "UET",
            "begins": 1,
            "ends": 2,
            "why": "snow",
            "said_by": "a",
            "said_at": 1,
            "taken_back": None,
        },
        "desk_note": {"id": "n", "device": "d", "text": "line cut", "until": 2, "said_by": "a", "said_at": 1},
        "office_contact": {"office": "UET", "phone": "081", "person": "", "said_by": "a", "said_at": 1},
    },
    "0020": {},
}


@pytest.fixture(params=["embedded", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    url = None if request.param == "embedded" else str(request.getfixturevalue("postgres_database"))
    opened = open_engine(ServerConfiguration(data=tmp_path, database_url=url), b"k" * 32)
    yield opened
    opened.dispose()


def _rows(connection: sa.Connection, table: str) -> list[dict[str, object]]:
    reflected = sa.Table(table, sa.MetaData(), autoload_with=connection)
    return [dict(row._mapping) for row in connection.execute(sa.select(reflected))]


def test_rows_of_every_revision_survive_the_later_ones_and_the_tables_are_those_of_the_code(engine: sa.Engine) -> None:
    for revision, tables in ROWS.items():
        with writing(engine) as connection:
            schema.upgrade(connection, revision)
            for table, row in tables.items():
                reflected = sa.Table(table, sa.MetaData(), autoload_with=connection)
                connection.execute(reflected.insert().values(**row))
    with writing(engine) as connection:
        schema.upgrade(connection)
        assert schema.present_revision(connection) == schema.newest_revision() == list(ROWS)[-1]
        assert schema.differences(connection) == []
        for tables in ROWS.values():
            for table, row in tables.items():
                (stored,) = _rows(connection, table)
                assert {name: stored[name] for name in row} == row


def test_every_revision_can_be_taken_back(engine: sa.Engine) -> None:
    with writing(engine) as connection:
        schema.upgrade(connection)
    for revision in [*reversed(list(ROWS)[:-1]), "base"]:
        with writing(engine) as connection:
            schema.downgrade(connection, revision)
            assert schema.present_revision(connection) == (None if revision == "base" else revision)
    with writing(engine) as connection:
        assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}
        schema.upgrade(connection)


def test_a_revision_that_fails_leaves_nothing_behind(engine: sa.Engine) -> None:
    with writing(engine) as connection:
        connection.execute(sa.text("CREATE TABLE record (id TEXT)"))
    with pytest.raises(sa.exc.DatabaseError), writing(engine) as connection:
        schema.upgrade(connection)
    with writing(engine) as connection:
        assert sa.inspect(connection).get_table_names() == ["record"]
