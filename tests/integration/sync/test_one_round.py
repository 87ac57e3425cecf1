"""What a desk saved is at head office once, comes back to the other desk, and is known to be there."""

from tests.networks import TrialNetwork, assert_settled


def test_a_registration_reaches_the_second_desk_of_the_office_and_no_other(any_net: TrialNetwork) -> None:
    first, second, elsewhere = any_net.desk(), any_net.desk(), any_net.desk("KHI")
    made = first.register("Amina Bibi")
    sent = first.sync()
    told = first.receipt()
    assert (sent.sent_changes, told["verified"], told["durability"]) == (2, True, "committed")
    assert_settled(any_net, first, second)
    elsewhere.sync()
    assert second.values(made.person)["person.name_latin"] == "Amina Bibi"
    assert elsewhere.values(made.person) == {}
