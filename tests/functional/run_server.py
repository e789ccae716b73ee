"""Serve the made-up household on a port, for browser tests: `python run_server.py HOME PORT`."""

import os
import sys
from pathlib import Path

from plainview.web.serve import serve

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.functional.made_up_settings")
    home, council, port, demo = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "demo"
    serve(council=council, home=home, demo=demo, host="127.0.0.1", port=port, workers=2)
