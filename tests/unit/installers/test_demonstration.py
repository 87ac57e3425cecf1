"""What the demonstration edits and reads: two entries are a field with its list, and a desk's sheet shows it."""

import shutil
from datetime import date
from pathlib import Path
from random import Random

from desktop_client.capture.template import write_template
from installers.demo import new_field
from installers.demo.translator import urdu_in_template
from shared_models.catalogue import read_catalogue
from shared_models.catalogue.dictionary import data_dictionary
from shared_models.catalogue.loading import REFERENCE_FOLDER
from shared_models.catalogue.sample_values import sample_registration


def test_two_entries_are_a_field_with_its_list_everywhere(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(REFERENCE_FOLDER, tmp_path / "reference"))
    new_field.add_entries(copy)
    catalogue = read_catalogue(copy)

    field = catalogue.fields[new_field.PATH]
    assert (field.label("en"), field.label("ur")) == new_field.LABELS
    assert catalogue.lists["TOOLS"].candidates(new_field.CODE_LABELS[1]) == (new_field.CODE,)
    assert f"`{new_field.PATH}`" in data_dictionary(catalogue)
    invented = sample_registration(catalogue, Random(1), date(2026, 11, 24))
    assert [path for path in invented if path.startswith(new_field.PATH)]

    template = tmp_path / "template.csv"
    write_template(template, catalogue)
    assert urdu_in_template(template)[new_field.PATH] == new_field.LABELS[1]
