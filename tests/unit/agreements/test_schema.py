"""JSON Schemas for editors."""

import json

from plainview.agreements.schema import schemas, write_schemas


def test_a_schema_is_written_for_each_kind_of_file(tmp_path):
    written = write_schemas(tmp_path / "schemas")
    assert sorted(p.name for p in written) == ["agreement.json", "codes.json", "council.json", "mapping.json"]
    assert {p.name: p.read_text(encoding="utf-8") for p in written} == schemas()


def test_a_cell_may_be_just_a_name_and_keys_are_those_of_the_yaml():
    schema = json.loads(schemas()["mapping.json"])
    forename = schema["$defs"]["Person"]["properties"]["forename"]["anyOf"]
    assert {"$ref": "#/$defs/Cell"} in forename
    assert {"type": ["string", "number", "boolean"]} in forename
    assert "in" in schema["$defs"]["Person"]["properties"]
    assert "in_" not in schema["$defs"]["Person"]["properties"]
    assert schema["additionalProperties"] is False
