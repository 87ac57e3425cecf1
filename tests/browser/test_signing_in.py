"""Coming in: the password, the printed password that works once, the language, and going out again."""

from tests.browser.conftest import Visitor
from tests.consoles import ONE_TIME, PASSWORD


def test_a_wrong_password_is_a_sentence_and_the_right_one_opens_the_page_of_the_role(visitor: Visitor) -> None:
    visitor.sign_in("administrator", "not this one")
    assert "The name or the password is wrong." in visitor.text()
    assert visitor.find("[name=name]").get_attribute("value") == "administrator"
    visitor.fill("password", PASSWORD).press("button.main")
    assert visitor.heading().startswith(
        "4 of 6 desks were heard within a working day. Quetta (R4X) has been silent for 2 working days and 2 hours"
    )
    assert visitor.browser.get_cookie("frc_session")["httpOnly"] is True  # type: ignore[index]


def test_who_signs_out_is_out(visitor: Visitor) -> None:
    visitor.sign_in("reviewer").press("form[action='/sign-out'] button")
    assert "You are signed out." in visitor.text()
    assert visitor.open("/records").heading() == "Sign in at head office"


def test_a_printed_password_is_replaced_before_anything_else(visitor: Visitor) -> None:
    visitor.sign_in("new", ONE_TIME)
    assert visitor.heading() == "Choose a password of your own"
    assert visitor.open("/records").heading() == "Choose a password of your own"
    visitor.fill("old", ONE_TIME).fill("new", "short").fill("again", "short").press("button.main")
    assert "needs" in visitor.find("[role=alert]").text
    chosen = "rain on the tin roof"
    visitor.fill("old", ONE_TIME).fill("new", chosen).fill("again", "rain on a tin roof").press("button.main")
    assert "not the same" in visitor.find("[role=alert]").text
    visitor.fill("old", ONE_TIME).fill("new", chosen).fill("again", chosen).press("button.main")
    assert "Your password is chosen." in visitor.text()
    assert visitor.heading().startswith("2 fields have two answers")
    visitor.press("form[action='/sign-out'] button").sign_in("new", ONE_TIME)
    assert "wrong" in visitor.find("[role=alert]").text


def test_the_console_speaks_urdu_from_right_to_left_and_remembers_it(visitor: Visitor) -> None:
    visitor.open("/sign-in").press("form[action='/language'] button")
    assert visitor.find("html").get_attribute("dir") == "rtl"
    visitor.fill("name", "reviewer").fill("password", PASSWORD).press("button.main")
    assert visitor.find("html").get_attribute("lang") == "ur"
    visitor.open("/records").fill("q", "محمد اسلم").press(".search button")
    assert "محمد اسلم خان" in visitor.text()
    assert "Muhammad Aslam" in visitor.text()
    family, width, scroll = visitor.browser.execute_script(
        "const h = document.querySelector('h1');"
        "return [document.fonts.check('16px \"FRC Naskh\"', 'ے'), innerWidth, document.documentElement.scrollWidth]"
    )
    assert family is True
    assert scroll <= width
    rail, content = visitor.find(".product").rect, visitor.find(".bar .end").rect
    assert rail["x"] > content["x"], "the bar is mirrored"
    number = visitor.find("tbody .code")
    assert number.get_attribute("dir") == "ltr"
    visitor.press("form[action='/language'] button")
    assert visitor.find("html").get_attribute("dir") == "ltr"
    assert visitor.find("[name=q]").get_attribute("value") == "محمد اسلم"
