"""All audit chains of a home: checked together, and their heads kept outside of it."""

from datetime import datetime

from plainview.audit import anchor, sinks
from plainview.audit.chain import Verified
from plainview.vocabulary.home import Home


def verify_all(home: Home) -> dict[str, Verified]:
    """
    Verify the chains of the bridge and of the web; a chain that has not begun is whole and empty.

    Where anchors were kept, each must still stand where it stood: a chain written anew is found by them alone.
    """
    chains: dict[str, sinks.Sink] = {"bridge": _bridge(home), "web": _web(home)}
    if not home.anchors.exists():
        return {name: sink.verify() for name, sink in chains.items()}
    return {
        name: anchor.verify_with_anchors(sink, anchor.read_anchors(home.anchors, chain=name))
        for name, sink in chains.items()
    }


def anchor_all(home: Home, *, at: datetime) -> list[anchor.Anchor]:
    """Note the heads of the chains that have begun, outside of the home. Raises: CouldNotAnchor."""
    chains: list[tuple[str, sinks.Sink]] = []
    if home.bridge_audit.exists():
        chains.append(("bridge", _bridge(home)))
    if _web(home).path.exists():
        chains.append(("web", _web(home)))
    return [anchor.write_anchor(home.anchors, chain=name, sink=sink, at=at) for name, sink in chains]


def _bridge(home: Home) -> sinks.FileSink:
    return sinks.FileSink(home.bridge_audit)


def _web(home: Home) -> sinks.SqliteSink:
    return sinks.SqliteSink(home.web / "web.sqlite")
