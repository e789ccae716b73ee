"""What a finding of the data-quality report says to the department, and what it can do. Never a value."""

WORDS: dict[str, tuple[str, str]] = {
    "column_missing": (
        "The column '{element}' was not in the file. The agreement says it may be absent.",
        "Send it, or tell information governance that it is no longer shared.",
    ),
    "column_extra": (
        "The column '{element}' is not in the agreement. It was not read.",
        "Leave it out of the extract, or ask for it to be added to the agreement.",
    ),
    "column_drifted": (
        "The column '{element}' was found under a header written in another way.",
        "Write the header as before, or tell the data team that it has changed for good.",
    ),
    "record_set_empty": (
        "The part '{element}' of the extract had no record.",
        "Check that this is so, and that no filter of the report was left on.",
    ),
    "row_empty": ("{rows} records had nothing in them.", "Leave empty lines out of the extract."),
    "date_unreadable": (
        "In {rows} records '{element}' was not a date in any way this extract writes them.",
        "Correct the dates in the system, or tell the data team of a new way of writing them.",
    ),
    "number_unreadable": (
        "In {rows} records '{element}' was not a number.",
        "Correct the entries in the system.",
    ),
    "code_unknown": (
        "In {rows} records '{element}' had a code that is in no code list.",
        "Send the data team the list of codes now in use.",
    ),
    "flag_unknown": (
        "In {rows} records '{element}' was neither yes nor no.",
        "Tell the data team which words now say yes and no.",
    ),
    "about_no_one": (
        "{rows} facts were about someone whom no extract names; they are kept nowhere.",
        "Check that the extract with the people is of the same day, and that both write the number in one way.",
    ),
    "placeholder": (
        "In {rows} records '{element}' held a word or day that stands for \"not known\".",
        "Enter what is known; leave blank what is not.",
    ),
    "not_valid": (
        "In {rows} records '{element}' could not be right: a check digit, a form or a range says so.",
        "Correct the entries in the system. The records were matched without it.",
    ),
    "shared": (
        "In {rows} records '{element}' belongs to an office, or to more people than can live together.",
        "Enter a person's own, or leave it blank.",
    ),
    "born_first_of_january": (
        "{rows} records have a birth date on 1 January: {share:.1%}, where 0.3% would be chance.",
        "Enter the day where it is known. Many systems write 1 January when only the year is.",
    ),
    "id_twice": (
        "{rows} records have an id that is also on a record with another birth date.",
        "Check whether one id was given to two people, or a birth date was corrected in one place only.",
    ),
    "end_before_start": (
        "In {rows} records of '{element}' the end is before the start.",
        "Correct the dates in the system.",
    ),
    "future_date": (
        "In {rows} records of '{element}' the start is in the future.",
        "Correct the dates in the system.",
    ),
}
