"""An invented network for pictures and tests: desks that enrolled, work they sealed and signed, and what came of it."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.catalogue import load_catalogue
from shared_models.protocol import batch as batches
from shared_models.protocol import bundle as bundles
from shared_models.protocol.closing import Closing, Statement, hash_of, sign
from shared_models.protocol.compression import NO_DICTIONARY
from shared_models.protocol.messages import SyncRequest
from shared_models.records.changes import Change, ChangeId, content_bytes
from shared_models.records.ids import RANDOM_BYTES, next_registration_number, record_id
from shared_models.security import sealing
from shared_models.security.signing import key_id, public_bytes
from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects.intake import apply_batch, receipt_for, store_batch
from sync_server.subjects.network import Contact, add_pending_device, approve_device, record_contact
from sync_server.subjects.watching import note_day

MINUTE_MS = 60 * 1000
HOUR_MS = 60 * MINUTE_MS
YEAR = 2026


@dataclass
class SampleDesk:
    """A desk with a key of its own that registers people and sends them as the desk program does."""

    head_office: HeadOffice
    code: str
    office: str
    chance: random.Random
    key: Ed25519PrivateKey = field(init=False)
    incarnation: str = field(init=False)
    parent: str = batches.NO_PARENT
    signs: bool = True  # its people sign what they wrote
    written: list[Change] = field(default_factory=list)
    _seq: int = 0
    _serial: int = 0

    def __post_init__(self) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(self.chance.randbytes(32))
        self.incarnation = self.chance.randbytes(8).hex()

    @property
    def id(self) -> str:
        return key_id(public_bytes(self.key))

    def enrol(self, at: int, *, machine: str = "front room", approved_by: str = "") -> "SampleDesk":
        """Become a desk of head office; it waits for approval unless somebody approves."""
        with writing(self.head_office.engine) as connection:
            add_pending_device(
                connection, self.id, code=self.code, office=self.office, name=machine,
                public_key=public_bytes(self.key), app_version="0.1.0", at=at,
            )  # fmt: skip
            if approved_by:
                approve_device(connection, self.id, approved_by, at)
        return self

    def register(self, at: int, author: str, person: Mapping[str, Any], episode: Mapping[str, Any]) -> str:
        """A person and a return; gives the person's id."""
        name = record_id(at, self.chance.randbytes(RANDOM_BYTES))
        about = record_id(at, self.chance.randbytes(RANDOM_BYTES))
        number = next_registration_number(self.office, YEAR, self.code, self._next_serial)
        self.write(name, "person", "create", {f"person.{path}": value for path, value in person.items()}, at, author)
        said = {"person": name, "registration_no": number, **episode}
        self.write(about, "episode", "create", {f"episode.{path}": value for path, value in said.items()}, at, author)
        return name

    def write(
        self,
        record: str,
        kind: str,
        action: str,
        values: Mapping[str, Any],
        at: int,
        author: str,
        base: Sequence[str] = (),
    ) -> Change:
        """One change in this desk's journal; it travels with the next `send`."""
        self._seq += 1
        change = Change(
            ChangeId(self.id, self.incarnation, self._seq), record, kind, action, values, at,
            author=author, reference=load_catalogue().version, base=tuple(base),
        )  # fmt: skip
        self.written.append(change)
        return change

    def new_record(self, kind: str, values: Mapping[str, Any], at: int, author: str) -> str:
        """A record of another kind; gives its id."""
        name = record_id(at, self.chance.randbytes(RANDOM_BYTES))
        self.write(name, kind, "create", values, at, author)
        return name

    def row(self, number: int) -> str:
        """The id of a repeated row made at this desk."""
        return f"{self.code}{self.incarnation[:2]}-{number}"

    def send(self, *, still_there: int = 0, quarantine: bool = False, parent: str | None = None) -> str:
        """Seal what was written, have it stored and applied, take the receipt; gives the batch's hash."""
        sealed = batches.seal(
            self.written,
            key=self.key,
            parent=self.parent if parent is None else parent,
            dictionary=NO_DICTIONARY,
            salt=self.chance.randbytes(16),
            closings=self._closings() if self.signs else (),
        )
        self.written = []
        self.parent = sealed.hash
        with writing(self.head_office.engine) as connection:
            store_batch(connection, self.head_office, sealed, quarantine=quarantine, via="line")
            if not quarantine:
                apply_batch(connection, self.head_office, sealed.hash)
            receipt_for(connection, self.head_office, self.id, sealed.hash, quarantined=quarantine)
        self.say(self.head_office.clock(), still_there)
        return sealed.hash

    def _closings(self) -> list[Closing]:
        """What each of its people signs of what was written."""
        signed = []
        for author in dict.fromkeys(change.author for change in self.written):
            own = [change for change in self.written if change.author == author]
            key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"{self.code} {author}".encode()).digest())
            statement = Statement(
                1, self.id, self.incarnation, "", author, f"{author.replace('.', ' ').title()}.", public_bytes(key).hex(),
                own[0].id.seq, own[-1].id.seq, len(own), hash_of(map(content_bytes, own)), own[-1].at,
            )  # fmt: skip
            signed.append(sign(statement, key))
        return signed

    def stick(self) -> bytes:
        """What was written since it last sent, as the file that it writes without a line."""
        sealed = batches.seal(
            self.written, key=self.key, parent=self.parent, dictionary=NO_DICTIONARY, salt=self.chance.randbytes(16)
        )
        name, mine = self.chance.randbytes(8).hex(), sealing.public_of(self.chance.randbytes(32)).hex()
        address = bundles.Address(bundles.UP, sealing.public_of(self.head_office.bundle_key), self.id, self.code, name)
        asked = SyncRequest(epoch=self.head_office.epoch.id, head=sealed.hash, incarnation=self.incarnation)
        return bundles.pack(address, self.key, [(bundles.Asked(name, self.id, 1, 1, mine, asked), [sealed.raw])])

    def say(self, at: int, still_there: int = 0) -> None:
        """Contact head office without work."""
        told = Contact(at, self.incarnation, still_there, 1200, "0.1.0")
        with writing(self.head_office.engine) as connection:
            record_contact(connection, self.id, told)
            note_day(connection, self.id, at, None)

    def _next_serial(self) -> int:
        self._serial += 1
        return self._serial


def sample_person(desk: SampleDesk, latin: str, urdu: str, father: tuple[str, str], **more: Any) -> dict[str, Any]:
    """The person's part of a registration, without the kind in front of the paths."""
    documents, phones = f"documents.{desk.row(1)}", f"phones.{desk.row(2)}"
    return {
        "name_latin": latin,
        "name_urdu": urdu,
        "father_name_latin": father[0],
        "father_name_urdu": father[1],
        "gender": "M",
        "birth": "1984",
        f"{documents}.type": "CNIC",
        f"{documents}.number": f"0{desk.chance.randrange(10**11, 10**12)}",
        f"{phones}.number": f"+923{desk.chance.randrange(10**8, 10**9)}",
        f"{phones}.owner": "SELF",
        "address_permanent.province": "PK-PB",
        "address_permanent.district": "PB-LHR",
        **more,
    }


def sample_return(desk: SampleDesk, registered_on: str, **more: Any) -> dict[str, Any]:
    """The return's part of a registration."""
    trip = f"trips.{desk.row(3)}"
    return {
        "registered_on": registered_on,
        "c_register": True,
        "consent_method": "SIGN",
        f"{trip}.country": "SAU",
        f"{trip}.city": "Riyadh",
        "return_date": "2026-10",
        "return_from_country": "SAU",
        "needs.N01": 1,
        "needs.N06": 2,
        "travel_document!": "DK",
        **more,
    }
