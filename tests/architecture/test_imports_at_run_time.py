"""What a linter can't see: the pseudonymous side, imported whole, brings neither names nor keys with it."""

import subprocess
import sys

import pytest

_PROBE = """
import importlib, pkgutil, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "cryptography" or name.startswith(("plainview.bridge", "plainview.extracts.readers")):
            raise ImportError(f"refused: {name}")
        return None

sys.meta_path.insert(0, Refuse())
package = importlib.import_module(sys.argv[1])
for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(module.name)
"""


@pytest.mark.parametrize("package", ["store", "factors", "summaries"])
def test_the_pseudonymous_side_imports_neither_bridge_nor_keys(package):
    """An import by name at run time is refused as well."""
    ran = subprocess.run([sys.executable, "-c", _PROBE, f"plainview.{package}"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr[-2000:]


def test_the_probe_itself_refuses():
    """A check that can't fail is no check."""
    ran = subprocess.run([sys.executable, "-c", _PROBE, "plainview.bridge"], capture_output=True, text=True)
    assert "refused" in ran.stderr
