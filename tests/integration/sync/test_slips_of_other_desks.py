"""A paper printed at one desk is believed at another only when head office has told whose key signed it."""

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_client.services import people, slips
from desktop_client.services.status import read_status
from desktop_client.storage import settings
from desktop_client.storage.engine import reading, writing
from desktop_client.sync import desk_keys
from shared_models.catalogue.problems import ProblemError, sentence
from shared_models.protocol import slip_code
from shared_models.protocol.desk_keys import name_of, state
from shared_models.protocol.problems import ProtocolError
from shared_models.security import signing
from tests.networks import TrialDesk, TrialNetwork, assert_settled


def _printed(desk: TrialDesk, number: str) -> str:
    found = people.find(desk.desk, number)
    assert found is not None
    return slips.slip_facts(desk.desk, found).code


def _refused(desk: TrialDesk, code: str) -> str:
    try:
        slips.record_of(desk.desk, code)
    except ProblemError as refused:
        told = refused.problem
        assert sentence(told, "ur") != sentence(told, "en") != told.code
        return told.code
    return "opened"


def test_a_slip_of_another_desk_opens_once_its_key_is_known_and_a_forged_one_never(any_net: TrialNetwork) -> None:
    first, second = any_net.desk(), any_net.desk()
    made = first.register("Amina Bibi")
    assert_settled(any_net, first, second)
    code = _printed(first, made.number)
    assert slips.record_of(second.desk, code) == slips.record_of(first.desk, code) == made.person
    # Somebody's own key under the name of a desk, and a desk that nobody approved.
    thief = Ed25519PrivateKey.generate()
    assert _refused(second, slip_code.make(made.person, first.desk.identity.device, thief)) == "slip.not_genuine"
    nobody = signing.key_id(signing.public_bytes(thief))
    assert _refused(second, slip_code.make(made.person, nobody, thief)) == "slip.desk_unknown"
    # A desk that came later is known to the others after their next contact.
    third = any_net.desk()
    third.sync()
    paper = _printed(third, made.number)
    assert _refused(second, paper) == "slip.desk_unknown"
    second.sync()
    assert slips.record_of(second.desk, paper) == made.person
    # Its papers outlive it.
    any_net.revoke(third)
    second.sync()
    assert slips.record_of(second.desk, paper) == made.person


def test_desks_of_other_offices_are_not_told_of(any_net: TrialNetwork) -> None:
    here, there = any_net.desk("LHE"), any_net.desk("KHI")
    for desk in (here, there):
        desk.sync()
    with reading(here.desk.engine) as connection:
        assert list(desk_keys.known(connection, here.desk.head_office)) == [here.desk.identity.device]


def test_keys_that_head_office_did_not_sign_are_not_taken(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    desk.sync()
    forged = state([signing.public_bytes(Ed25519PrivateKey.generate())], Ed25519PrivateKey.generate())
    for statement in (forged, "no statement", state([b"x" * 31], any_net.trial.head_office.receipt_key)):
        with pytest.raises(ProtocolError) as refused, writing(desk.desk.engine) as connection:
            desk_keys.learn(connection, desk.desk.head_office, statement)
        assert refused.value.code == "slip.keys_not_genuine"
    with writing(desk.desk.engine) as connection:  # damage on the disk opens nothing either
        settings.put(connection, settings.DESK_KEYS, forged)
        assert desk_keys.known(connection, desk.desk.head_office) == {}
    assert desk.sync().round_trips == 1
    with reading(desk.desk.engine) as connection:
        assert len(desk_keys.known(connection, desk.desk.head_office)) == 1
        assert name_of(desk_keys.known(connection, desk.desk.head_office).values())
        assert connection.execute(sa.text("SELECT count(*) FROM page")).scalar() == 0
    assert read_status(desk.desk).unsent == 0
