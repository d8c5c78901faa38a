"""Copy the staged plugin into the user's own QGIS profile.

python -m tests.tools.deploy [--profile NAME]
"""

from __future__ import annotations

import argparse
import sys

from .layout import PLUGIN, STAGE
from .profile import install, user_profiles


def main() -> int:
    """Do what the command line asks; return a process exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", default="default")
    name = parser.parse_args().profile
    profile = user_profiles() / name
    if not profile.is_dir() and name != "default":
        known = sorted(path.name for path in user_profiles().glob("*") if path.is_dir())
        print(f"No QGIS profile {name!r}; there are: {', '.join(known) or 'none'}", file=sys.stderr)
        return 1
    target = install(STAGE / PLUGIN, profile)
    print(f"Installed in {target}. Restart QGIS and switch it on in Plugins > Manage and Install.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
