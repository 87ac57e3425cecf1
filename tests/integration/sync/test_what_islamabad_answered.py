"""The line says in words what head office answered: how many registrations each receipt covers that the one before did not."""

from desktop_client.services.line import line_facts
from desktop_client.wording.line_sentence import answer_words
from tests.networks import TrialNetwork


def test_each_answer_tells_how_many_records_arrived_the_newest_first(net: TrialNetwork) -> None:
    desk = net.desk()
    assert line_facts(desk.desk).answers == ()
    for names in (("Amina Bibi", "Bashir Ahmad"), ("Khalid Hussain",)):
        for name in names:
            desk.register(name)
        desk.sync()
    answers = line_facts(desk.desk).answers
    assert [(answer.arrived, answer.asked) for answer in answers if answer.arrived] == [(1, 0), (2, 0)]
    assert answer_words(answers[0])
