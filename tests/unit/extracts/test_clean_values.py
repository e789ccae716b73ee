"""Numbers, places, contacts, each by its own rule."""

import pytest

from plainview.extracts.clean import numbers
from plainview.extracts.clean.contacts import email, phone
from plainview.extracts.clean.places import address, postcode


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("943-476-5919", ("9434765919", None)),
        ("999 000 0018", ("9990000018", None)),
        ("9434765918", (None, "not_valid")),
        ("943476591", (None, "not_valid")),
        ("1111111111", (None, "placeholder")),
        ("0000000000", (None, "placeholder")),
        ("94347659I9", (None, "not_valid")),
        ("٩٤٣٤٧٦٥٩١٩", (None, "not_valid")),
    ],
)
def test_nhs_number(said, made):
    assert numbers.nhs_number(said) == made


@pytest.mark.parametrize(
    ("said", "test_numbers", "made"),
    [
        ("AB 12 34 56 C", False, ("AB123456", None)),
        ("ab123456", False, ("AB123456", None)),
        ("QQ123456C", True, ("QQ123456", None)),
        ("QQ123456C", False, (None, "not_valid")),
        ("TN010190M", True, (None, "placeholder")),
        ("DA123456A", True, (None, "not_valid")),
        ("AO123456A", True, (None, "not_valid")),
        ("GB123456A", True, (None, "not_valid")),
        ("AB123456E", True, (None, "not_valid")),
        ("AB000000A", True, (None, "placeholder")),
    ],
)
def test_national_insurance_number(said, test_numbers, made):
    assert numbers.nino(said, test_numbers=test_numbers) == made


def _pupil(rest):
    from stdnum.gb import upn

    return upn.calc_check_digit(rest) + rest


def test_pupil_number():
    made_up, real = _pupil("999432101001"), _pupil("801200001001")
    for test_numbers in (True, False):
        assert numbers.pupil_number(real.lower(), test_numbers=test_numbers) == (real, None)
    assert numbers.pupil_number(made_up, test_numbers=True) == (made_up, None)
    assert numbers.pupil_number(made_up, test_numbers=False) == (None, "not_valid")
    wrong = ("A" if real[0] != "A" else "B") + real[1:]
    assert numbers.pupil_number(wrong, test_numbers=True) == (None, "not_valid")
    assert numbers.pupil_number(_pupil("80120000100A"), test_numbers=True) == (None, "placeholder")
    assert numbers.pupil_number("A12345", test_numbers=True) == (None, "not_valid")
    assert numbers.pupil_number("I801200001001", test_numbers=True) == (None, "not_valid")


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("1000000108", ("1000000108", None)),
        ("1000 0001 08", ("1000000108", None)),
        ("1000000109", (None, "not_valid")),
        ("0234567890", (None, "not_valid")),
        ("12345", (None, "not_valid")),
        ("9999999999", (None, "placeholder")),
    ],
)
def test_learner_number(said, made):
    assert numbers.learner_number(said) == made


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("000100012345", ("100012345", None)),
        ("990000000001", ("990000000001", None)),
        ("100012345.0", ("100012345", None)),
        ("000", (None, "placeholder")),
        ("999999999999", (None, "placeholder")),
        ("1234567890123", (None, "not_valid")),
        ("1.00012E+11", (None, "not_valid")),
        ("U100", (None, "not_valid")),
        ("1", ("1", None)),
    ],
)
def test_property_number(said, made):
    assert numbers.property_number(said) == made


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("xb11aa", "XB1 1AA"),
        ("XB1  1AA", "XB1 1AA"),
        ("SW1A 2AA", "SW1A 2AA"),
        ("M1 1AE", "M1 1AE"),
        ("SW1A 2A", None),
        ("HELLO", None),
        ("M1 OAE", "M1 0AE"),
        ("near SW1A 2AA, flat 2", "SW1A 2AA"),
        ("QA1 1CA", None),
        ("EC1A 1BB", "EC1A 1BB"),
    ],
)
def test_postcode(said, made):
    given = postcode(said, test_numbers=True)
    assert given == ((made, None) if made else (None, "not_valid"))


def test_postcodes_of_areas_never_issued_are_for_tests_alone():
    assert postcode("XB1 1AA", test_numbers=False) == (None, "not_valid")
    assert postcode("ZZ99 3VZ", test_numbers=True) == (None, "placeholder")


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("Apt. 2, 14 High Street,Larkmere", "FLAT 2 14 HIGH STREET LARKMERE"),
        ("Flat2, 14 High St.", "FLAT 2 14 HIGH ST"),
        ("Apartment 3B 5-7 Mill Lane", "FLAT 3B 5-7 MILL LANE"),
        ("Flat No. 9 Élan Court", "FLAT 9 ELAN COURT"),
        ("12  Aptitude   Way", "12 APTITUDE WAY"),
    ],
)
def test_address(said, made):
    assert address(said) == (made, None)


def test_no_home_is_no_address():
    assert address("No fixed abode.") == (None, "placeholder")
    assert address(" , ,") == (None, "not_valid")


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("020 7946 0958", "+442079460958"),
        ("(020) 7946-0958 ext 12", "+442079460958"),
        ("07700 900123", "+447700900123"),
        ("7700900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("07700900123 / 020 7946 0958", "+447700900123"),
        ("0044 7700 900123", "+447700900123"),
        ("+33 1 42 68 53 00", "+33142685300"),
        ("123", None),
        ("ask mum", None),
    ],
)
def test_phone(said, made):
    assert phone(said, test_numbers=True) == ((made, None) if made else (None, "not_valid"))


def test_phones_of_drama_are_for_tests_alone_and_noughts_are_none():
    assert phone("07700 900123", test_numbers=False) == (None, "not_valid")
    assert phone("00000000000", test_numbers=True) == (None, "placeholder")


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ("Ann.Smith@Mail.Example ", ("ann.smith@mail.example", None)),
        ("a@mail.example; b@mail.example", ("a@mail.example", None)),
        ("info@mail.example", (None, "shared")),
        ("ann.smith", (None, "not_valid")),
        ("a@b@c", (None, "not_valid")),
    ],
)
def test_email(said, made):
    assert email(said, test_numbers=True) == made
