"""The administrator's network, and what an administrator and a reviewer see of people."""

from tests.browser.conftest import Visitor
from tests.consoles import TrialConsole


def test_a_waiting_desk_is_approved_after_its_fingerprint_was_compared(visitor: Visitor, console: TrialConsole) -> None:
    visitor.sign_in("administrator")
    assert visitor.count(".needs article") == 5
    assert len(visitor.find(".needs .fingerprint").text.split()) == 8
    waiting = console.network.waiting
    visitor.press(f"form[action='/desks/{waiting.id}/approve'] button")
    assert "The desk is approved." in visitor.text()
    assert "Decided by" in visitor.text()
    assert visitor.open("/network").count(".needs article") == 4


def test_the_first_sentence_of_the_network_is_what_its_table_says(visitor: Visitor) -> None:
    visitor.sign_in("administrator")
    rows = [row.text for row in visitor.browser.find_elements("css selector", "tbody tr")]
    silent = [row for row in rows if "silent" in row]
    noted, unexplained = silent
    assert "exchange down until Wednesday" in noted
    assert "Quetta" in unexplained
    assert "≈ 38" in unexplained
    assert "About 50 changes are expected" in visitor.heading()
    assert [word for row in rows for word in ("two branches", "to approve", "more to come", "closed") if word in row] == [
        "two branches", "more to come", "to approve", "closed", "closed",
    ]  # fmt: skip


def test_a_desk_is_closed_by_typing_its_code_only(visitor: Visitor, console: TrialConsole) -> None:
    desk = console.network.second_lahore
    visitor.sign_in("administrator").open(f"/desks/{desk.id}")
    assert "3 changes are not here yet." in visitor.text()
    visitor.fill("code", "K7Q").press("button.act")
    assert "The desk was not closed" in visitor.text()
    visitor.fill("code", "m3t").press("button.act")
    assert "is closed." in visitor.heading()
    assert visitor.count("button.act") == 0


def test_a_code_for_a_new_desk_is_shown_once(visitor: Visitor) -> None:
    visitor.sign_in("administrator").open("/enrolment-code").press("button.main")
    code = visitor.find(".big").text
    assert len(code.replace("-", "")) == 16
    assert code not in visitor.open("/enrolment-code").text()


def test_a_desks_page_tells_its_receipt_and_its_packets(visitor: Visitor, console: TrialConsole) -> None:
    visitor.sign_in("auditor").open(f"/desks/{console.network.lahore.id}")
    assert "on head office's disk" in visitor.text()
    assert visitor.count("tbody tr") == 2
    assert visitor.count("main form") == 0, "an auditor looks and does nothing"


def test_a_reviewer_reads_a_person_and_who_wrote_what(visitor: Visitor, console: TrialConsole) -> None:
    visitor.sign_in("reviewer").open("/records").fill("q", "aslam").press(".search button").press("tbody a")
    assert visitor.heading() == "Muhammad Aslam محمد اسلم خان"
    histories = visitor.browser.find_elements("css selector", ".fact")
    (father,) = [fact for fact in histories if fact.text.startswith("Father's name (English")]
    father.find_element("css selector", "summary").click()
    assert "imran.k at desk M3T, Lahore" in father.text
    assert "sana.b at desk K7Q, Lahore" in father.text
    (gender,) = [fact for fact in histories if fact.text.startswith("Gender")]
    gender.find_element("css selector", "summary").click()
    assert "came back" in gender.text
    father.find_element("css selector", ".chip").click()
    assert visitor.heading() == "Father's name (English letters): 2 different answers."


def test_an_administrator_sees_numbers_where_a_reviewer_sees_names(visitor: Visitor, console: TrialConsole) -> None:
    aslam = console.network.people["Muhammad Aslam"]
    visitor.sign_in("administrator").open(f"/records/{aslam}")
    assert visitor.heading() == aslam
    assert "LHR/2018/0045" in visitor.text()
    assert "Aslam" not in visitor.browser.page_source
    assert "اسلم" not in visitor.browser.page_source
    assert visitor.open("/records?q=aslam").heading() == "Nobody is found by aslam."
    assert visitor.open("/answers").heading().startswith("Your role may not do this.")


def test_keys_work_by_their_place_on_the_keyboard(visitor: Visitor) -> None:
    visitor.sign_in("reviewer").type_keys("g").type_keys("r", leads_on=True)
    assert visitor.browser.current_url.endswith("/records")
    visitor.type_keys("j").type_keys("j")
    focused = visitor.browser.switch_to.active_element
    links = visitor.browser.find_elements("css selector", "[data-row]")
    assert focused == links[1]
    visitor.browser.execute_script(
        "dispatchEvent(new KeyboardEvent('keydown', {code: 'KeyK', key: 'ک', bubbles: true, cancelable: true}))"
    )
    assert visitor.browser.switch_to.active_element == links[0], "under the Urdu layout too"
    visitor.type_keys("/")
    assert visitor.browser.switch_to.active_element == visitor.find("[name=q]")
