"""JSON Schemas of the policy files, so that an editor completes and checks them while they are written."""

import json
from pathlib import Path
from typing import Any

from plainview.agreements.agreement import Agreement, Policy
from plainview.agreements.mapping import CodeList, Mapping
from plainview.agreements.settings import Settings

SCHEMAS: dict[str, type[Policy]] = {
    "agreement": Agreement,
    "mapping": Mapping,
    "codes": CodeList,
    "council": Settings,
}


def schemas() -> dict[str, str]:
    """Give each schema's text by its file name."""
    return {f"{name}.json": _text(model) for name, model in SCHEMAS.items()}


def write_schemas(folder: Path) -> list[Path]:
    """Write the schemas to a folder, and give their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
        written.append(folder / name)
    return written


def _text(model: type[Policy]) -> str:
    schema = _loosened(model.model_json_schema(by_alias=True, mode="validation"))
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _loosened(node: Any) -> Any:
    """
    Let a text be written without quotes where an editor would take it for a number or yes/no.

    We read every plain value as text (`01`, `NO`); editors read YAML's own types.
    """
    if isinstance(node, list):
        return [_loosened(one) for one in node]
    if not isinstance(node, dict):
        return node
    found = {key: _loosened(value) for key, value in node.items()}
    if found.get("type") == "string" and not {"enum", "const", "pattern", "format"} & set(found):
        found["type"] = ["string", "number", "boolean"]
    return found
