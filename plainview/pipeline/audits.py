"""All audit chains of a home, checked together."""

from plainview.audit import sinks
from plainview.audit.chain import Verified
from plainview.vocabulary.home import Home


def verify_all(home: Home) -> dict[str, Verified]:
    """Verify the chains of the bridge and of the web; a chain that has not begun is whole and empty."""
    return {
        "bridge": sinks.FileSink(home.bridge_audit).verify(),
        "web": sinks.SqliteSink(home.web / "web.sqlite").verify(),
    }
