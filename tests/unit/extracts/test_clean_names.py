"""Full names taken apart, and names made comparable."""

import pytest

from plainview.extracts.clean.names import forename, surname, take_apart
from plainview.extracts.clean.placeholders import is_no_name


@pytest.mark.parametrize(
    ("said", "order", "title", "first", "middle", "last"),
    [
        ("SMITH, John", "forename_first", None, "JOHN", None, "SMITH"),
        ("Smith, Mr John Andrew", "forename_first", "MR", "JOHN", "ANDREW", "SMITH"),
        ("Smith, John, Mr", "surname_first", "MR", "JOHN", None, "SMITH"),
        ("Mr J A Smith", "forename_first", "MR", "J", "A", "SMITH"),
        ("Mr. J.A. Smith", "forename_first", "MR", "J", "A", "SMITH"),
        ("SMITH JOHN ANDREW (MR)", "surname_first", "MR", "JOHN", "ANDREW", "SMITH"),
        ("SMITH MRS JANE", "surname_first", "MRS", "JANE", None, "SMITH"),
        ("Jan van der Berg", "forename_first", None, "JAN", None, "VAN DER BERG"),
        ("VAN DER BERG JAN", "surname_first", None, "JAN", None, "VAN DER BERG"),
        ("van der Berg, Jan", "forename_first", None, "JAN", None, "VAN DER BERG"),
        ("Omar bin Said", "forename_first", None, "OMAR", None, "BIN SAID"),
        ("Mary O’Brien", "forename_first", None, "MARY", None, "O'BRIEN"),
        ("Mary O Brien", "forename_first", None, "MARY", None, "O BRIEN"),
        ("Ann Smith - Jones", "forename_first", None, "ANN", None, "SMITH-JONES"),
        ("Gurpreet Kaur Gill", "forename_first", None, "GURPREET", "KAUR", "GILL"),
        ("Gurpreet Kaur", "forename_first", None, "GURPREET", None, "KAUR"),
        ("Sukarno", "forename_first", None, "SUKARNO", None, None),
        ("Sukarno", "surname_first", None, None, None, "SUKARNO"),
        ("Mrs Smith", "forename_first", "MRS", None, None, "SMITH"),
        ("Lord", "surname_first", None, None, None, "LORD"),
        ("Rev Ann Lord", "forename_first", "REV", "ANN", None, "LORD"),
        ("Zoë Núñez", "forename_first", None, "ZOE", None, "NUNEZ"),
        ("Łukasz Sørensen", "forename_first", None, "LUKASZ", None, "SORENSEN"),
    ],
)
def test_a_full_name_is_taken_apart(said, order, title, first, middle, last):
    assert take_apart(said, order)[:4] == (title, first, middle, last)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("The Occupier", "placeholder"),
        ("UNBORN SMITH", "placeholder"),
        ("Baby of Ann Smith", "placeholder"),
        ("Mr", "placeholder"),
        ("Ann & Bob Smith", "not_valid"),
        ("12345", "not_valid"),
    ],
)
def test_what_is_not_one_name_gives_none_and_says_why(said, why):
    assert take_apart(said, "forename_first") == (None, None, None, None, why)


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("O Brien", "O'BRIEN"),
        ("o' brien", "O'BRIEN"),
        ("O´Brien", "O'BRIEN"),
        ("Mc Donald", "MCDONALD"),
        ("MacDonald", "MACDONALD"),
        ("Smith–Jones", "SMITH-JONES"),
        ("Mrs Smith", "SMITH"),
        ("Smith (née Jones)", "SMITH"),
        ("de la Cruz", "DE LA CRUZ"),
        ("Lord", "LORD"),
        ("Straße", "STRASSE"),
        ("Al-Hassan", "AL-HASSAN"),
    ],
)
def test_a_surname_is_made_comparable(said, made):
    assert surname(said).value == made


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("Mr John", "JOHN"),
        ("Master Tom", "TOM"),
        ("D'Arcy", "D'ARCY"),
        ("Mary-Ann", "MARY-ANN"),
        ("  Anne   Marie ", "ANNE MARIE"),
        ("Amara", "AMARA"),
    ],
)
def test_a_forename_is_made_comparable(said, made):
    assert forename(said).value == made


@pytest.mark.parametrize(
    "said",
    [
        "BABY",
        "Unknown",
        "UNBORN",
        "TBC",
        "not known",
        "Infant",
        "MALE",
        "female",
        "XXX",
        "xx",
        "Test",
        "RESTRICTED",
        "Confidential",
        "N/K",
        "U/K",
        "N/A",
        "Baby Unknown",
        "???",
        "Mr",
        "UNBORN BABY",
        "Baby Girl",
    ],
)
def test_a_placeholder_is_no_name(said):
    assert forename(said) == (None, "placeholder")
    assert surname(said) == (None, "placeholder")


@pytest.mark.parametrize("said", ["NA", "TESTINGTON", "BABYLON", "MALES", "UNWIN", "TESSA", "N", "XU"])
def test_names_that_look_like_one_stay(said):
    assert not is_no_name(said)


def test_figures_alone_are_no_name():
    assert forename("12345") == (None, "not_valid")
