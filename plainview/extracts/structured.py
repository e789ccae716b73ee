"""All sources after their mappings: identifiable tables, for the bridge alone."""

from dataclasses import dataclass, field

import ibis.expr.types as ir

# Columns of `mentions`: one row for each time a row of an extract speaks of a person.
MENTION_COLUMNS = {
    "person_key": "string",  # "space|id" where the source has an id; else unique to row, mention and part
    "source": "string",  # agreement id
    "record_ref": "string",  # opaque, keyed, stable while the row's content and place among its likes stay
    "mention": "string",
    "part": "int32",
    "space": "string",
    "local_id": "string",
    "title": "string",
    "forename": "string",
    "middle_names": "string",
    "surname": "string",
    "former_surname": "string",
    "full_name": "string",
    "name_order": "string",
    "born_on": "date",
    "expected_on": "date",
    "died_on": "date",
    "sex": "string",  # male, female, other
    "nhs_number": "string",
    "nino": "string",
    "upn": "string",
    "former_upn": "string",
    "uln": "string",
    "uprn": "string",
    "address": "string",
    "postcode": "string",
    "lives_from": "date",
    "lives_until": "date",
    "is_home": "boolean",
    "is_responsible": "boolean",
    "phone": "string",
    "email": "string",
    "first_language": "string",
    "needs_interpreter": "boolean",
    "received_on": "date",  # date of the extract
}


@dataclass(frozen=True, slots=True)
class Structured:
    """
    The tables that every mapping adds to. All live on one engine of the bridge's side.

    mentions      MENTION_COLUMNS, cleaned: names upper case without accents, numbers valid or null,
                  placeholders null; plus `born_on_kind` (exact, first_of_january, not_known)
    keys          space, id, person_key, is_responsible: a person's own, other and group keys
    key_pairs     space, id, other_space, other_id: two keys of one thing
    relations     of_key, to_key, kind, started_on, ended_on, source, record_ref
    facts         by table name: person_key, source, record_ref, rule, part, own columns, valid_from,
                  valid_until, known_from (null: by the agreement's rhythm), other_refs (array of "source:record_ref")
    staff         staff, name, role, team, phone, email, source, record_ref
    note_texts    person_key, source, record_ref, rule, written_on, text: never leaves the bridge
    properties    uprn, parent_uprn, kind, property_kind, ward, address, postcode, source, record_ref
    rows          record_ref, source, file, record_set, row, fields (JSON): each row as received
    row_people    record_ref, person_key: whose row it is (none: a row about no one)
    restricted    person_key, source, rule, roles: people flagged by their source
    marked_homes  uprn, source, rule, roles: homes that their source marks as restricted (a refuge)
    listed        mentions of the restricted list: people, and addresses without a person
    about_no_one  by source: how many facts refer to someone whom no extract knows; they are in no table
    """

    mentions: ir.Table
    keys: ir.Table
    key_pairs: ir.Table
    relations: ir.Table
    facts: dict[str, ir.Table] = field(default_factory=dict)
    staff: ir.Table | None = None
    note_texts: ir.Table | None = None
    properties: ir.Table | None = None
    rows: ir.Table | None = None
    row_people: ir.Table | None = None
    restricted: ir.Table | None = None
    marked_homes: ir.Table | None = None
    listed: ir.Table | None = None
    about_no_one: dict[str, int] = field(default_factory=dict)
