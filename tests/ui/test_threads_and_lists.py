"""The window never waits: every call of the desk comes on its own thread, lists are fetched by key."""

import sys
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop_client.background.task_runner import UNEXPECTED, TaskRunner
from desktop_client.ui import samples
from desktop_client.ui.marks import Squares
from desktop_client.ui.pages.enrol import EnrolPage
from desktop_client.ui.pages.line import LinePage
from desktop_client.ui.pages.people_table import PAGE_SIZE, PeopleModel
from desktop_client.ui.pages.person import PersonPage
from desktop_client.ui.pages.sign_in import SignInPage
from desktop_client.ui.pictures import settle_window
from desktop_client.ui.ports import DeskStanding, PeoplePage
from desktop_client.wording.language import plain, use_language
from desktop_client.wording.line_sentence import line_sentence
from shared_models.catalogue.problems import Problem, ProblemError, problem
from tests.ui.conftest import OpenWindows
from tests.ui.sample_desk import PASSWORD, SampleDesk


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.stop()


def test_results_come_back_on_the_windows_thread_in_order(qtbot: QtBot, runner: TaskRunner) -> None:
    seen: list[tuple[int, int, int]] = []
    here = threading.get_ident()

    def work(number: int) -> tuple[int, int]:
        return number, threading.get_ident()

    for number in range(5):
        runner.on_database(partial(work, number), lambda got: seen.append((*got, threading.get_ident())))
    qtbot.waitUntil(lambda: len(seen) == 5)
    assert [number for number, _worked, _came in seen] == list(range(5))
    assert {came for _number, _worked, came in seen} == {here}
    assert len({worked for _number, worked, _came in seen} - {here}) == 1


def test_the_network_has_a_thread_of_its_own(qtbot: QtBot, runner: TaskRunner) -> None:
    seen: list[int] = []
    runner.on_database(threading.get_ident, seen.append)
    runner.on_network(threading.get_ident, seen.append)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert len({*seen, threading.get_ident()}) == 3


def test_a_problem_comes_back_as_a_problem(qtbot: QtBot, runner: TaskRunner) -> None:
    met: list[Problem] = []

    def refuse() -> None:
        raise ProblemError(problem("program.unexpected"))

    runner.on_database(refuse, None, met.append)
    qtbot.waitUntil(lambda: bool(met))
    assert met[0].code == "program.unexpected"


@pytest.mark.allows_log_errors
def test_a_surprise_reaches_nobody_with_peoples_words(
    qtbot: QtBot, runner: TaskRunner, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    met: list[Problem] = []

    def break_down() -> None:
        raise RuntimeError("0362012345673 Muhammad Aslam")

    runner.on_database(break_down, None, met.append)
    qtbot.waitUntil(lambda: bool(met))
    assert met[0].code == UNEXPECTED
    assert "Aslam" not in capsys.readouterr().out + caplog.text + str(met[0])


def test_no_call_of_the_desk_comes_on_the_windows_thread(open_window: OpenWindows) -> None:
    work = open_window()
    for key in (Qt.Key.Key_F3, Qt.Key.Key_F5, Qt.Key.Key_F9):
        work.press(key)
        work.wait()
    work.window.show_forms()
    work.window.open_person("p1")
    work.window.send_now()
    work.press(Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    work.press(Qt.Key.Key_F2)
    work.press(Qt.Key.Key_1)
    work.press(Qt.Key.Key_Return)
    work.wait()
    work.type("A")
    work.window.registering.settle()
    work.wait()
    called = work.port.threads
    assert {"standing", "sign_in", "list_people", "home", "save_draft_field", "person_view", "sync_now"} <= set(called)
    network = called.pop("sync_now")
    database = set().union(*called.values())
    assert len(database) == 1
    assert threading.get_ident() not in database | network
    assert database.isdisjoint(network)


def test_a_list_fetches_more_rows_by_key_as_it_is_scrolled(open_window: OpenWindows) -> None:
    work = open_window(SampleDesk(people=120))
    work.press(Qt.Key.Key_F3)
    work.wait()
    model, root = work.page.model, QModelIndex()
    assert model.rowCount() == PAGE_SIZE
    while model.canFetchMore(root):
        model.fetchMore(root)
        assert not model.canFetchMore(root)
        work.wait()
    assert model.rowCount() == 120
    assert len({row.key for row in model.rows}) == 120


def test_an_answer_to_an_older_question_is_dropped(qapp: QApplication) -> None:
    asked: list[Any] = []
    model = PeopleModel(lambda query, after, limit, done: asked.append((query, done)))
    model.search("a")
    model.search("ab")
    asked[1][1](PeoplePage(samples.people(2), None))
    asked[0][1](PeoplePage(samples.people(9), None))
    assert model.rowCount() == 2


def test_finding_opens_a_person_and_walking_shows_the_history(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F3)
    work.type("rashida")
    work.qtbot.waitUntil(lambda: {row.name_latin for row in work.page.model.rows} == {"Rashida Bibi"})
    work.press(Qt.Key.Key_Down)
    work.press(Qt.Key.Key_Return)
    work.wait()
    page = work.page
    assert isinstance(page, PersonPage)
    page.mark("person.phones.a.number")
    settle_window()
    shown = [plain(label.text()) for label in page.findChildren(QLabel) if label.isVisible()]
    assert "0300 1234576" in shown


def test_sending_now_says_how_it_went(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F5)
    work.wait()
    page = work.page
    assert isinstance(page, LinePage)
    work.port.refuse_sending = True
    work.press(Qt.Key.Key_N)
    work.wait()
    assert page.state.failed
    work.port.refuse_sending = False
    work.press(Qt.Key.Key_N)
    work.wait()
    assert not page.state.failed
    assert work.frame.strip_text.startswith("All saved. All 34 of today are in Islamabad.")


def test_a_new_pc_is_taken_in_from_the_sheet(open_window: OpenWindows) -> None:
    work = open_window(SampleDesk(DeskStanding("new")), signed_in=False)
    page = work.page
    assert isinstance(page, EnrolPage)
    for text in ("https://frc.example.pk", "WRONG", "", "imran", PASSWORD, "another one"):
        work.type(text)
        work.press(Qt.Key.Key_Return)
    assert not work.port.enrolled_with
    work.type(PASSWORD)
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert page.state.problem_en
    page.code.setText("GOOD-CODE")
    page.send()
    work.wait()
    assert work.port.enrolled_with == ("https://frc.example.pk", "GOOD-CODE", "", "imran", PASSWORD)
    assert page.state.safe_code == "7KQM"
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert isinstance(work.frame.page, SignInPage)


def test_a_wrong_password_says_so_and_asks_again(open_window: OpenWindows) -> None:
    work = open_window(signed_in=False)
    work.type("wrong")
    work.press(Qt.Key.Key_Return)
    work.wait()
    page = work.page
    assert isinstance(page, SignInPage)
    assert page.state.problem_en
    assert page.password.hasFocus()
    assert page.password.text() == ""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="later Pythons do not count their constants")
def test_python_never_runs_out_of_nothing(qtbot: QtBot) -> None:
    label, before = QLabel(), sys.getrefcount(None)
    qtbot.addWidget(label)
    for _turn in range(1000):
        label.setText("")
    assert before > 10**9 > before - sys.getrefcount(None)


SENTENCES = {
    "LINE_ALL_THERE": (
        "All saved. All 34 of today are in Islamabad. Last contact 10:41.",
        "سب محفوظ ہے۔ آج کے تمام 34 اندراج اسلام آباد پہنچ گئے۔ آخری رابطہ 10:41۔",
    ),
    "LINE_WAITING": (
        "All saved here. 3 still to go to Islamabad; last contact 10:41. Next try 11:05.",
        "سب یہاں محفوظ ہے۔ 3 اندراج اسلام آباد بھیجنا باقی ہیں؛ آخری رابطہ 10:41۔ اگلی کوشش 11:05۔",
    ),
    "LINE_BATTERY": (
        "On battery since 10:12. Every answer is on the disk.",
        "10:12 سے بیٹری پر۔ ہر جواب ڈسک پر محفوظ ہے۔",
    ),
    "LINE_SILENT": (
        "No line since Thursday. Your work goes on as usual; 41 records are safe here. If it lasts, send them by USB (F5).",
        (
            "جمعرات سے رابطہ نہیں۔ آپ کا کام معمول کے مطابق جاری ہے؛ 41 اندراج یہاں محفوظ ہیں۔ "
            "رابطہ بحال نہ ہو تو USB سے بھیجیں (F5)۔"
        ),
    ),
    "LINE_SENDING": (
        "Sending to Islamabad: 120 of 300 records. Go on working.",
        "اسلام آباد بھیجا جا رہا ہے: 300 میں سے 120 اندراج۔ آپ کام جاری رکھیں۔",
    ),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_the_strip_speaks_by_its_grammar(name: str) -> None:
    status = getattr(samples, name)
    english, urdu = SENTENCES[name]
    assert line_sentence(status, samples.NOW).text == english
    use_language("ur")
    assert plain(line_sentence(status, samples.NOW).text) == urdu


def test_a_very_large_day_makes_the_window_no_taller(qtbot: QtBot) -> None:
    small, large = Squares(40, 20), Squares(9_000, 1_000)
    for squares in (small, large):
        qtbot.addWidget(squares)
    assert large.sizeHint().height() < small.sizeHint().height() + 30
    assert large.sizeHint().width() == small.sizeHint().width()
