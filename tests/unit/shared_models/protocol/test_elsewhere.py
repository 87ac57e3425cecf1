"""The list of other offices' keys comes out of its pages as it went in, and what was altered on the way is not read."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.protocol import elsewhere
from shared_models.protocol.elsewhere import ListHeader, Said, open_list, open_said, seal_list, seal_said
from shared_models.protocol.elsewhere_pages import (
    MOST_KEY,
    PAGE_ENTRIES,
    entries_of,
    entry,
    first_key,
    key_of,
    of_key,
    opened,
    pages_of,
)
from shared_models.protocol.problems import ProtocolError
from shared_models.security import sealing, signing

KEY = signing.new_signing_key()
PUBLIC = signing.public_bytes(KEY)
HEADER = ListHeader(1, "ab", "KHI", 3, "", 1_790_000_000_000, 2, ["LHE", "PEW"], "")
# Near each other, so that keys meet in one page, and anywhere.
KEYS = st.integers(0, 50) | st.integers(0, MOST_KEY)
ENTRIES = st.builds(entry, KEYS, st.integers(0, 255), st.integers(2000, 2255))


@given(st.sets(ENTRIES, max_size=3 * PAGE_ENTRIES))
def test_every_entry_comes_out_of_its_page_and_a_key_stands_in_one_page_only(entries: set[int]) -> None:
    pages = list(pages_of(sorted(entries)))
    assert [one for page in pages for one in entries_of(page)] == sorted(entries)
    assert len({key_of(one) for one in entries}) == sum(
        len({key_of(one) for one in entries_of(page)}) for page in pages
    )
    assert [first_key(page) for page in pages] == sorted(first_key(page) for page in pages)
    for page in pages:
        wanted = entries_of(page)[-1]
        assert (wanted >> 8 & 255, 2000 + (wanted & 255)) in set(of_key(opened(page), key_of(wanted)))


@given(st.binary(max_size=200))
def test_bytes_that_are_no_page_are_refused(page: bytes) -> None:
    with pytest.raises(ProtocolError):
        entries_of(page)


def test_entries_out_of_their_order_are_refused() -> None:
    (good,) = pages_of([entry(1, 0, 2026), entry(9, 1, 2026)])
    (same,) = pages_of([entry(9, 1, 2026), entry(9, 1, 2026)])
    assert len(entries_of(good)) == 2
    with pytest.raises(ProtocolError):
        entries_of(same)


def test_a_file_is_believed_only_as_head_office_signed_it() -> None:
    come, gone = [list(pages_of([entry(key, 1, 2025)])) for key in (7, 2**40 - 1)]
    raw = seal_list(HEADER, come, gone, KEY)
    file = open_list(raw, PUBLIC)
    assert (file.come, file.gone) == (come, gone)
    assert msgspec.structs.replace(file.header, sha256="") == HEADER
    for place in range(0, len(raw), 7):
        altered = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(ProtocolError):
            open_list(altered, PUBLIC)
    for length in (0, 3, 80, len(raw) - 1):
        with pytest.raises(ProtocolError):
            open_list(raw[:length], PUBLIC)
    with pytest.raises(ProtocolError):
        open_list(raw, signing.public_bytes(signing.new_signing_key()))


def test_the_secret_is_read_by_the_desk_it_was_sealed_to_and_by_nobody_else() -> None:
    mine, other = (sealing.new_sealing_key().private_bytes_raw() for _ in range(2))
    said = Said(1, "ab", "KHI", "00" * 32, [("ff" * 32, 12)])
    sealed = seal_said(said, device="d1", to=sealing.public_of(mine), key=KEY)
    assert open_said(sealed, device="d1", private=mine, public=PUBLIC) == said
    for device, private, public in (("d2", mine, PUBLIC), ("d1", other, PUBLIC), ("d1", mine, b"\1" * 32)):
        with pytest.raises(ProtocolError):
            open_said(sealed, device=device, private=private, public=public)
    assert said.secret.encode() not in sealed
    assert elsewhere.name_of(b"") != elsewhere.name_of(sealed)
