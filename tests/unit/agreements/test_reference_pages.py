"""The pages from which a council writes its YAML: every example in them is valid, every key is on them."""

import re
from pathlib import Path
from typing import Any

import pytest

from plainview.agreements import mapping as mapping_grammar
from plainview.agreements.agreement import Agreement, Element, LawfulBasis, Policy, RestrictedRule
from plainview.agreements.mapping import (
    Cell,
    Characteristics,
    CodeList,
    Column,
    Each,
    Flag,
    Key,
    Lookup,
    Mapping,
    Note,
    Observations,
    Observed,
    Person,
    PersonReference,
    Property,
    Reads,
    RecordSet,
    Relationship,
    Same,
    Split,
    Staff,
    TableRows,
    Where,
)  # fmt: skip
from plainview.agreements.positions import Document, read_document
from plainview.agreements.schema import SCHEMAS, schemas
from plainview.agreements.tables_page import renewed
from plainview.vocabulary.tables import TABLES

REFERENCE = Path(__file__).parents[3] / "docs" / "reference"
PAGE = (REFERENCE / "mapping.md").read_text(encoding="utf-8")
AGREEMENT_PAGE = (REFERENCE / "agreement.md").read_text(encoding="utf-8")


def examples(page: str) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)


def data_of(text: str, folder: Path) -> dict[str, Any]:
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    document = read_document(folder / "a.yaml", file="a.yaml")
    assert isinstance(document, Document), document
    return document.data


@pytest.mark.parametrize("number", range(len(examples(PAGE))))
def test_every_example_of_a_mapping_is_valid(number, tmp_path):
    data = data_of(examples(PAGE)[number], tmp_path)
    if "title" in data:
        assert CodeList.model_validate(data).codes
    elif "columns" in data:
        rows = {"table": "tenancies", "person": "tenant", "columns": data["columns"]}
        assert TableRows.model_validate(rows).columns
    else:
        whole = {"agreement": "housing-rents", "reads": {"format": "csv"}, **data}
        mapping = Mapping.model_validate(whole)
        assert all(rows.table in TABLES for rows in mapping.tables)
        assert all(set(rows.columns) <= set(TABLES[rows.table].by_name) for rows in mapping.tables)


def test_the_example_of_an_agreement_is_valid(tmp_path):
    (text,) = examples(AGREEMENT_PAGE)
    assert Agreement.model_validate(data_of(text, tmp_path)).elements


@pytest.mark.parametrize(
    "model",
    [
        Cell, Characteristics, CodeList, Column, Each, Flag, Key, Lookup, Mapping, Note, Observations, Observed, Person,
        PersonReference, Property, Reads, RecordSet, Relationship, Same, Split, Staff, TableRows, Where,
    ],
)  # fmt: skip
def test_every_key_of_a_mapping_stands_on_the_page(model: type[Policy]):
    keys = {field.alias or name for name, field in model.model_fields.items()}
    assert {k for k in keys if not re.search(rf"\b{k}\b", PAGE)} == set()


def test_every_key_of_a_mapping_has_an_example():
    """The models are looked for in the grammar itself, so that none can be forgotten here."""
    text = "\n".join(examples(PAGE))
    models = [
        m for m in vars(mapping_grammar).values() if isinstance(m, type) and issubclass(m, Policy) and m is not Policy
    ]
    keys = {(m.__name__, f.alias or name) for m in models for name, f in m.model_fields.items()}
    assert len(models) > 20
    assert {k for k in keys if not re.search(rf"(?:^|[\s{{\[-]){re.escape(k[1])}:", text, re.MULTILINE)} == set()


@pytest.mark.parametrize("model", [Agreement, Element, LawfulBasis, RestrictedRule])
def test_every_key_of_an_agreement_stands_on_the_page(model: type[Policy]):
    assert {name for name in model.model_fields if f"`{name}`" not in AGREEMENT_PAGE} == set()


def test_the_list_of_tables_is_current():
    assert renewed(PAGE) == PAGE


def test_the_schemas_are_current():
    assert {name: (REFERENCE / "schemas" / name).read_text(encoding="utf-8") for name in schemas()} == schemas()
    assert len(schemas()) == len(SCHEMAS)
