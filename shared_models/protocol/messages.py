"""The messages of `POST /api/v1/sync` and of enrolment: what each side says, with the bound on each part."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from shared_models.protocol.desk_keys import MAX_LETTERS
from shared_models.protocol.desk_people import MAX_LETTERS as MAX_PEOPLE_LETTERS

PROTOCOL = 1
SUPPORTED = (1, 2)  # 2: the messages of /sync and what head office signs in them, in few bytes
PROTOCOL_HEADER = "FRC-Protocol"
OFFSET_HEADER = "Upload-Offset"
LENGTH_HEADER = "Upload-Length"
MAX_OFFERED = 2_000
MAX_WAITING = 200
PAGE_CHANGES = 2_000
MAX_BOUNDS = 65
MAX_REPAIRED = 50
MAX_ROWS = 500
MAX_SHOWN = 2

Short = Annotated[str, msgspec.Meta(max_length=200)]
Hash = Annotated[str, msgspec.Meta(max_length=64)]
Statement = Annotated[str, msgspec.Meta(max_length=1_000)]
PeopleSaid = Annotated[str, msgspec.Meta(max_length=MAX_PEOPLE_LETTERS)]
DeskKeys = Annotated[str, msgspec.Meta(max_length=MAX_LETTERS)]


class SyncRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a desk says each time; the batches it sends now follow as blobs, behind as many kept `pages` of earlier lives
    of head office as it hands back.

    `head` is the hash of its newest sealed batch, `offered` the hashes it asks about, `kept` the head of the last receipt
    it has verified in this epoch. `safe` and `safe_position` are the head and the position of the last one that says
    `backed_up`. `cursor` is the position up to which it has applied pages. `unsent` is an estimate for
    the people who watch the network. `at` is its clock: evidence only. `dictionary` names the newest one it has,
    `protection` the protection key to which it seals, `desks` the keys it has of its office's desks, `reference` the
    beginning of the hash of the reference version it was
    last told of. `shown`, once it was asked for, counts head office's own statements that follow first of all: its newest
    receipt and the head of its newest page in this epoch. `whole` asks for the contents of its own changes, too: a copied or
    restored desk lacks some of them. `bundle` asks for the key to which files on a stick are sealed. `code` is said only by
    a desk whose counter was already used, so that it is a copy or has one: the letters it has, for which it asks others.
    `people` is the signed list of who opens the desk, as long as head office has not named it.
    `elsewhere` names the list of other offices that it was last told of.
    """

    epoch: Short = ""
    cursor: int = 0
    head: Hash = ""
    kept: Hash = ""
    safe: Hash = ""
    safe_position: int = 0
    offered: Annotated[list[Hash], msgspec.Meta(max_length=MAX_OFFERED)] = []
    pages: Annotated[int, msgspec.Meta(ge=0)] = 0
    shown: Annotated[int, msgspec.Meta(ge=0, le=MAX_SHOWN)] | None = None
    incarnation: Short = ""
    unsent: int = 0
    at: int = 0
    version: Short = ""
    dictionary: Short = ""
    protection: Short = ""
    desks: Short = ""
    reference: Hash = ""
    whole: bool = False
    code: Short = ""
    bundle: bool = False
    people: PeopleSaid = ""
    elsewhere: Hash = ""
    page_changes: Annotated[int, msgspec.Meta(ge=1, le=PAGE_CHANGES)] = PAGE_CHANGES


class BatchAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What happened to one batch that was sent: kept, or the problem why not."""

    hash: Hash
    kept: bool = True
    problem: str = ""
    where: str = ""


class SyncReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """Head office's answer; the receipt and the page follow as blobs when `receipt` and `page` say so.

    `lineage` lists the epochs before this one with the position at which each ended. `holds` are those of the offered
    hashes that head office has; `lacks_head` asks the desk to offer its hashes. `held` counts the desk's changes that wait
    for a record head office does not know yet; `waiting` names the oldest of them (incarnation, number, since). `more` says
    that another page waits. `dictionary` names head office's newest, when the desk named another one. `protection` is the
    signed statement of the protection key, when the desk named another one or none. `reference` is the hash of the
    published reference version, when the desk named another one. `code` are the letters that the desk's numbers bear from
    now on, when it asked for others. `scope` is count and sum of the digests of the desk's scope, when no page waits.
    `bundle` is the signed statement of the key for sticks, when it asked. `desks` is the signed statement of the public keys
    of its office's desks, when it named others.
    `people` names the list of the desk's people that stands, when the desk told one.
    `elsewhere` names the newest list of other offices, when the desk named another one.
    `speaks`: the highest protocol number that head office understands, said to a desk that used a lower one.
    `show`: the desk says it was told more than head office holds; before it heeds anything else it shows what it was told.
    """

    epoch: Short
    at: int
    lineage: list[tuple[str, int]] = []
    holds: list[Hash] = []
    lacks_head: bool = False
    batches: list[BatchAnswer] = []
    receipt: bool = False
    page: bool = False
    more: bool = False
    held: int = 0
    waiting: Annotated[list[tuple[Short, int, int]], msgspec.Meta(max_length=MAX_WAITING)] = []
    dictionary: Short = ""
    protection: Statement = ""
    desks: DeskKeys = ""
    reference: Hash = ""
    code: Short = ""
    orders: list[dict[str, Any]] = []
    scope: Short = ""
    show: bool = False
    bundle: Statement = ""
    people: Short = ""
    elsewhere: Hash = ""
    speaks: int = 0


class DigestRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """A desk whose count differs asks where: sums of the records between `bounds` ("" is open), the rows between two of
    them when `rows`, or whole `records`, for which the batches `again` with its own changes are applied once more. `anew`:
    it counts alike and only wants these records signed again, for the page that held them went with something erased.
    """

    epoch: Short
    cursor: int
    bounds: Annotated[list[Short], msgspec.Meta(max_length=MAX_BOUNDS)] = []
    rows: bool = False
    records: Annotated[list[Short], msgspec.Meta(max_length=MAX_REPAIRED)] = []
    again: Annotated[list[Hash], msgspec.Meta(max_length=MAX_REPAIRED)] = []
    anew: bool = False
    dictionary: Short = ""


class DigestReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """Head office's answer at `position` of its order; a page that begins and ends at the cursor follows when `page`."""

    epoch: Short
    position: int
    sums: list[Short] = []
    rows: list[tuple[str, int]] = []
    page: bool = False


class EnrolmentRequest(msgspec.Struct, frozen=True):
    """A new desk asks to be known: its key, proof that it has the code, and a signature that it owns the key."""

    code_id: Short
    public_key: Hash
    nonce: Hash
    machine: Short
    version: Short
    person: Short
    mac: Hash
    signature: Annotated[str, msgspec.Meta(max_length=128)]


class EnrolmentReply(msgspec.Struct, frozen=True):
    """Head office's answer; `mac` proves that it knows the code as well, over everything both sides said.

    `protection` and `bundle` (the key for sticks) stand outside the proof: they are statements signed with the receipt key,
    which the proof covers.
    """

    device: Short
    code: Short
    office: Short
    epoch: Short
    receipt_key: Hash
    certificate_authority: str
    mac: Hash
    protection: Statement = ""
    bundle: Statement = ""


def enrolment_transcript(request: EnrolmentRequest) -> bytes:
    """What the desk's proof and signature are made over."""
    said = (request.code_id, request.public_key, request.nonce, request.machine, request.version, request.person)
    return msgspec.json.encode(said)


def reply_transcript(request: EnrolmentRequest, reply: EnrolmentReply) -> bytes:
    """What head office's proof is made over: the desk's words and its own."""
    said = (reply.device, reply.code, reply.office, reply.epoch, reply.receipt_key, reply.certificate_authority)
    return enrolment_transcript(request) + msgspec.json.encode(said)
