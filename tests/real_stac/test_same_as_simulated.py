"""The tests of the simulated service and of our client with it, put to the real one as well."""

from __future__ import annotations

from tests.plain.archive_room.test_stac_criteria import *  # noqa: F403
from tests.plain.archive_sim.test_stac_contract import *  # noqa: F403
