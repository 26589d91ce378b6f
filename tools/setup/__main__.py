"""`tools/setup.sh [python] [web] [switch] [system]`: do these steps; without words what `make run` needs."""

import sys

from tools.setup.jobs import do_all
from tools.setup.steps import steps


def main(names: list[str]) -> int:
    """Do the steps named."""
    known = steps()
    return 0 if do_all([known[name] for name in known if name in (names or ["python", "web", "switch"])]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
