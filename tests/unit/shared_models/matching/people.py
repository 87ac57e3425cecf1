"""Invented people for the tests of matching, as flat values."""

from shared_models.matching import Comparable, comparable_of

ASLAM = {
    "person.name_latin": "Mohd. Aslam Butt",
    "person.father_name_latin": "S/O Late Haji Ghulam Rasool",
    "person.gender": "M",
    "person.birth": "1985-03-24",
    "person.documents.7-1.type": "CNIC",
    "person.documents.7-1.number": "03520-1234567-1",
    "person.phones.7-1.number": "+923001234567",
    "person.address_permanent.district": "PB-LHR",
}


def someone(**changed: object) -> Comparable:
    """Aslam with other values; names of fields stand for paths, None leaves one out."""
    paths = {
        "card": "person.documents.7-1.number",
        "phone": "person.phones.7-1.number",
        "district": "person.address_permanent.district",
    }
    values: dict[str, object] = dict(ASLAM)
    for name, value in changed.items():
        values[paths.get(name, f"person.{name}")] = value
    return comparable_of({path: value for path, value in values.items() if value is not None})
