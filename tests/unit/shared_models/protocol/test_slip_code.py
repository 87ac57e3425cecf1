"""The code on a paper names one record and nothing else, and only a desk's key makes one."""

import pytest

from shared_models.protocol import slip_code
from shared_models.protocol.problems import ProtocolError
from shared_models.security import signing

RECORD = "0197f000-0000-7000-8000-000000000001"


def test_a_code_leads_back_to_its_record_also_when_a_scanner_types_small_letters() -> None:
    key = signing.new_signing_key()
    text = slip_code.make(RECORD, "0s271ts1hb", key)
    for typed in (text, text.lower(), f"  {text}\n"):
        found = slip_code.read(typed)
        assert (found.record, found.device) == (RECORD, "0s271ts1hb")
        found.check(signing.public_bytes(key))


def test_a_code_of_somebody_else_is_read_and_not_believed() -> None:
    found = slip_code.read(slip_code.make(RECORD, "0s271ts1hb", signing.new_signing_key()))
    with pytest.raises(ProtocolError, match="not_genuine"):
        found.check(signing.public_bytes(signing.new_signing_key()))


@pytest.mark.parametrize(
    "text", ["", "FRC1", "FRC1:A:", "FRC1:A:AAAA", "0362012345671", "FRC2:A:" + "A" * 128, "FRC1:ا:۱۲"]
)
def test_what_is_no_slip_is_told_from_one(text: str) -> None:
    with pytest.raises(ProtocolError, match="not_a_slip"):
        slip_code.read(text)
