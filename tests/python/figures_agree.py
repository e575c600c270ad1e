"""Whether every figure of the installation's simulated year equals the recount of its ledger. Ends with 1 when one does not.

Arguments: the ledger, and the year whose published tables are looked at.
"""

import sys
from pathlib import Path

from compared import Comparison

TOLD = 10


def main() -> int:
    ledger, year = sys.argv[1:]
    comparison = Comparison(Path(ledger))
    comparison.of_audiences(int(year))
    comparison.of_staff()
    if comparison.differences:
        print(f"{len(comparison.differences)} of {comparison.compared} differ")
        print("\n".join(comparison.differences[:TOLD]))
        return 1
    print(f"{comparison.compared} figures of {len(comparison.districts)} districts, "
          f"{comparison.hidden} published cells hidden")
    return 0


if __name__ == "__main__":
    sys.exit(main())
