"""Leaves and what people see: what is taken apart comes together again."""

from shared_models.catalogue import collect, expand, is_relevant, living_rows, load_catalogue, members_of

CATALOGUE = load_catalogue()
FIELDS = CATALOGUE.fields


def test_a_set_has_a_leaf_a_member_and_a_ranked_list_its_ranks() -> None:
    assert expand(FIELDS["episode.return_reasons"], ["R02", "R06"]) == {
        "episode.return_reasons.R02": True,
        "episode.return_reasons.R06": True,
    }
    assert expand(FIELDS["episode.needs"], ("N07", "N01")) == {"episode.needs.N07": 1, "episode.needs.N01": 2}
    assert expand(FIELDS["person.gender"], "M") == {"person.gender": "M"}
    assert expand(FIELDS["person.phones.number"], "+923001234567", "r2") == {"person.phones.r2.number": "+923001234567"}


def test_leaves_come_together_as_people_see_them() -> None:
    view = collect(
        {
            "person.name_latin": "Muhammad Aslam",
            "person.birth!": "DK",
            "person.address_permanent.district": "PB-MUL",
            "person.documents.r1.type": "CNIC",
            "person.documents.r1.number": "0362012345671",
            "person.documents.r2.type": "PASSPORT",
            "person.documents.r2.void": "not his",
            "person.phones!": "NV",
            "person.gender": None,
            "person.from_the_future": 1,
            "episode.needs.N07": 1,
            "episode.needs.N01": 2,
        },
    )
    assert view == {
        "person": {
            "name_latin": "Muhammad Aslam",
            "birth!": "DK",
            "address_permanent": {"district": "PB-MUL"},
            "documents": [{"row": "r1", "type": "CNIC", "number": "0362012345671"}],
            "phones!": "NV",
            "person.from_the_future": 1,
        },
        "episode": {"needs": ("N07", "N01")},
    }


def test_a_member_taken_out_is_no_member() -> None:
    field = FIELDS["episode.needs"]
    assert members_of(field, {"episode.needs.N07": None, "episode.needs.N01": 1, "episode.needs!": None}) == ("N01",)


def test_a_withdrawn_row_is_not_living_and_comes_back_when_the_withdrawal_is_cleared() -> None:
    values = {"person.phones.a.number": "+923001234567", "person.phones.b.void": "wrong"}
    assert living_rows("person.phones", values) == ("a",)
    assert living_rows("person.phones", {**values, "person.phones.a.void": "wrong"}) == ()
    assert living_rows("person.phones", {**values, "person.phones.a.void": None}) == ("a",)


def test_a_field_in_rows_is_relevant_by_its_own_row() -> None:
    field = FIELDS["person.documents.number"]
    values = {"person.documents.r1.type": "NONE", "person.documents.r2.type": "CNIC"}
    assert not is_relevant(field, values, "r1")
    assert is_relevant(field, values, "r2")


def test_a_leaf_path_leads_to_its_field() -> None:
    def path(leaf: str) -> object:
        return getattr(CATALOGUE.field_of(leaf), "path", None)

    assert path("person.documents.K7Qab12.number") == "person.documents.number"
    assert path("episode.return_reasons.R02") == "episode.return_reasons"
    assert path("person.father_name_latin!") == "person.father_name_latin"
    assert path("person.documents!") == "person.documents"
    assert path("person.documents.1.void") == "person.documents.void"
    assert path("person.documents.1.number!") == "person.documents.number"
    assert path("person.nothing") is None
