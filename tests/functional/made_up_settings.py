"""The product's settings, with a made-up refresh and door."""

from plainview.web.settings import *  # noqa: F403

HOLDINGS = "tests.functional.made_up.MadeUpHoldings"
DOOR = "tests.functional.made_up.MadeUpDoor"
