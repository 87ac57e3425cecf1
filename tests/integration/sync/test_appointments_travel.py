"""An appointment given at one desk stands on the day's page of every desk of the office, and beside the return at head office."""

from desktop_client.services import appointments, people
from sync_server.storage.engine import reading
from sync_server.subjects.people import Reader, read_person
from tests.networks import TrialNetwork, assert_settled


def test_an_appointment_of_one_desk_is_the_whole_offices_until_it_is_called_off(any_net: TrialNetwork) -> None:
    first, second = any_net.desk(), any_net.desk()
    number = first.register("Amina Bibi").number
    found = people.find(first.desk, number)
    assert found is not None
    today = first.desk.today().isoformat()
    made = appointments.make(first.desk, found, day=today, time="10:30", purpose="PAPER", with_whom="Sana")
    assert_settled(any_net, first, second)
    (due,) = appointments.due_on(second.desk, today)
    assert (due.number, due.appointment) == (number, made)
    office = any_net.trial.head_office
    with reading(office.engine) as connection:
        page = read_person(connection, office, Reader("HO_REV", "en"), found.person.id)
    assert [part.kind for part in page.parts] == ["person", "episode", "appointment"]
    said = [fact.value.text for section in page.parts[2].sections for fact in section.facts]
    assert "bring a paper" in said
    appointments.call_off(second.desk, made.id)
    assert_settled(any_net, first, second)
    assert appointments.due_on(first.desk, today) == []
