"""A desk whose program checks nothing signs hostile strings: head office keeps each as it came, or refuses it by its field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from itertools import count
from random import Random

import sqlalchemy as sa

from shared_models.catalogue import Problem, check_leaf, load_catalogue, sentence
from shared_models.protocol import compression, shapes
from shared_models.records import ids
from shared_models.records.changes import HEAD_OFFICE, Change, ChangeId, Value
from sync_server.storage.tables.intake import batch, change_log
from tests.head_offices import NOW
from tests.hostile_strings import every_string, printable
from tests.integration.hostile.conftest import ALSO_TYPED, MEGABYTE, SAMPLE, WORDS, leaves_of
from tests.networks import TrialDesk, TrialNetwork
from tests.signed_requests import forge, message, post, reply_of, seal

INCARNATION = "e1" * 8
AT_ONCE = 400
PLACE = "somewhere over there"


def _writable(text: str) -> bool:
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


def _changes(desk: TrialDesk, texts: list[str]) -> Iterator[tuple[str, Change, str]]:
    """(text, change, the path that is wrong in it): one with every field that may hold the text, one with one that may not."""
    catalogue, numbers = load_catalogue(), count(1)
    paths = {
        kind: [path for path in leaves_of(WORDS | ALSO_TYPED) if path.startswith(kind)]
        for kind in ("person", "episode")
    }
    rows = {
        path: path.replace(".1.", f".{desk.desk.identity.code}{INCARNATION[:4]}-1.")
        for path in leaves_of(WORDS | ALSO_TYPED)
    }
    for at, text in enumerate(texts):
        for kind, own in paths.items():
            bad = [path for path in own if check_leaf(rows[path], text, catalogue) is not None]
            good: dict[str, Value] = {rows[path]: text for path in own if path not in bad}
            wrong: list[dict[str, Value]] = [{rows[bad[at % len(bad)]]: text}] if bad else []
            for values in [good, *wrong] if good else wrong:
                seq = next(numbers)
                name = ids.record_id(NOW, hashlib.sha256(f"{seq}".encode()).digest()[:10])
                identity = ChangeId(desk.desk.identity.device, INCARNATION, seq)
                made = Change(identity, name, kind, "create", values, NOW, session="s", author="asma", reference="1")
                yield text, made, "" if values is good else next(iter(values))


def _send(net: TrialNetwork, desk: TrialDesk, texts: list[str]) -> None:
    sent = list(_changes(desk, texts))
    parent = ""
    for first in range(0, len(sent), AT_ONCE):
        sealed = seal(desk.desk, [change for _, change, _ in sent[first : first + AT_ONCE]], parent)
        parent = sealed.hash
        reply, _ = reply_of(post(net.server.url, desk.desk, message(sealed.raw)))
        assert reply.batches[0].kept
    query = sa.select(change_log.c.change_id, change_log.c.outcome, change_log.c.reason)
    log = {row.change_id: (row.outcome, row.reason) for row in net.rows(query)}
    there = net.picture()
    for text, change, wrong in sent:
        outcome, reason = log[str(change.id)]
        if not wrong:
            assert outcome == "accepted", (printable(text), reason)
            assert there[change.record][0] == change.set
            continue
        told = json.loads(reason) if isinstance(reason, str) else reason
        assert (outcome, told["path"]) == ("refused", wrong), printable(text)
        found = Problem(told["code"], told["path"], told.get("params", {}))
        for lang in ("en", "ur"):
            assert sentence(found, lang) != found.code
    assert {row.state for row in net.rows(sa.select(batch.c.state))} == {"applied"}


def test_each_is_kept_as_it_came_or_refused_by_its_field(any_net: TrialNetwork) -> None:
    texts = [text for text in every_string() if _writable(text) and len(text) < MEGABYTE]
    if any_net.trial.head_office.engine.dialect.name != "sqlite":
        texts = [text for text in texts if "\0" in text] + texts[::SAMPLE]
    _send(any_net, any_net.desk(), list(dict.fromkeys(texts)))


def test_a_megabyte_is_refused_by_its_field(net: TrialNetwork, random_source: Random) -> None:
    texts = [text for text in every_string() if _writable(text) and len(text) >= MEGABYTE]
    desk = net.desk()
    for seq, text in enumerate(texts, start=1):
        identity = ChangeId(desk.desk.identity.device, INCARNATION, 2 * seq)
        name = ids.record_id(NOW, seq.to_bytes(10))
        set_ = {"person.mother_name": text}
        made = Change(identity, name, "person", "create", set_, NOW, author="asma", reference="1")
        # Beside it something that does not compress: a batch that grows a hundredfold is not unpacked at all.
        noise = {"person.mother_name": random_source.randbytes(90_000).hex()}
        other = Change(
            ChangeId(identity.device, INCARNATION, 2 * seq + 1),
            name[:-4] + "ffff",
            "person",
            "create",
            noise,
            NOW,
            author="asma",
            reference="1",
        )
        reply, _ = reply_of(post(net.server.url, desk.desk, message(seal(desk.desk, [made, other]).raw)))
        assert reply.batches[0].kept
    of_desks = sa.select(change_log.c.reason).where(change_log.c.device != HEAD_OFFICE)
    reasons = [str(row.reason) for row in net.rows(of_desks)]
    assert len(reasons) == 2 * len(texts)
    assert all("person.mother_name" in reason and len(reason) < 1000 for reason in reasons)


def test_half_a_sign_is_no_text_and_its_change_alone_is_refused(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    texts = [text for text in every_string() if not _writable(text) and len(text) < MEGABYTE]
    for number, text in enumerate(texts):
        incarnation = f"{number:016x}"
        good, bad = (
            Change(
                ChangeId(desk.desk.identity.device, incarnation, seq), ids.record_id(NOW, bytes([number, seq] + [0] * 8)),
                "person", "create", {"person.mother_name": name}, NOW, author="asma", reference="1",
            )
            for seq, name in ((1, "Zainab Bibi"), (2, PLACE))
        )  # fmt: skip
        honest = seal(desk.desk, [good, bad])
        raw = shapes.encode([good, bad]).replace(json.dumps(PLACE).encode(), json.dumps(text).encode())
        sent = forge(desk.desk, honest, compression.compress(raw, ""))
        reply, _ = reply_of(post(any_net.server.url, desk.desk, message(sent)))
        assert reply.batches[0].kept
        query = sa.select(change_log.c.outcome, change_log.c.reason).where(change_log.c.incarnation == incarnation)
        taken, refused = any_net.rows(query.order_by(change_log.c.seq))
        assert (taken.outcome, refused.outcome) == ("accepted", "refused"), printable(text)
        assert "field.unreadable" in refused.reason
