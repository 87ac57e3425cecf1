"""People are found alike while their terms stand in the short tail, after it was moved into the index, and after a correction."""

from desktop_client.services import intake, people, status
from desktop_client.services.desk import OpenDesk
from desktop_client.storage import search_index
from desktop_client.storage.engine import reading, writing
from tests.head_offices import Clock
from tests.networks import EPISODE


def _register(desk: OpenDesk, name: str) -> str:
    names = {"person.name_latin": name, "person.father_name_latin": "Ghulam Rasool"}
    return intake.register(desk, names, EPISODE, origin="import").person


def _found(desk: OpenDesk, query: str) -> set[str]:
    return {one.person.id for one in people.list_people(desk, query)}


def test_moving_the_tail_into_the_index_changes_nothing_that_is_found(desk: OpenDesk) -> None:
    sorted_in = _register(desk, "Muhammad Aslam")
    with writing(desk.engine) as connection:
        search_index.settle(connection)
    fresh = _register(desk, "Muhammad Akram")
    before = [_found(desk, query) for query in ("muhammad", "aslam", "akr", "muham ghul", "nobody")]
    with writing(desk.engine) as connection:
        search_index.settle(connection)
    assert before == [{sorted_in, fresh}, {sorted_in}, {fresh}, {sorted_in, fresh}, set()]
    assert [_found(desk, query) for query in ("muhammad", "aslam", "akr", "muham ghul", "nobody")] == before


def test_a_corrected_name_is_found_and_the_old_one_is_not_wherever_its_terms_stand(desk: OpenDesk) -> None:
    for settle in (True, False):
        person = _register(desk, "Zafar Iqbal")
        if settle:
            with writing(desk.engine) as connection:
                search_index.settle(connection)
        intake.amend(desk, person, {"person.name_latin": "Zubair Iqbal"})
        assert person in _found(desk, "zubair")
        assert person in _found(desk, "iqbal")
        assert person not in _found(desk, "zafar")
    with writing(desk.engine) as connection:
        search_index.settle(connection)
    assert len(_found(desk, "zubair iqbal")) == 2


def test_a_long_tail_moves_by_itself(desk: OpenDesk) -> None:
    limit, search_index.LONGEST_TAIL = search_index.LONGEST_TAIL, 100
    try:
        made = {_register(desk, f"Rafiq {letter}ari") for letter in "abcdefghijklmnop"}
        with reading(desk.engine) as connection:
            left = connection.exec_driver_sql("SELECT count(*) FROM fresh_term").scalar_one()
            moved = connection.exec_driver_sql("SELECT count(*) FROM search_term").scalar_one()
    finally:
        search_index.LONGEST_TAIL = limit
    assert left <= 100 < moved
    assert _found(desk, "rafiq") == made


def test_todays_people_are_counted_by_the_clock_even_when_it_was_put_back_over_midnight(
    desk: OpenDesk, clock: Clock
) -> None:
    _register(desk, "Today One")
    clock.now -= 24 * 3600 * 1000
    _register(desk, "Yesterday One")
    clock.now += 24 * 3600 * 1000
    _register(desk, "Today Two")
    assert status.read_status(desk).today.registered == 2
