"""Every figure, staff's and audiences', equals what is counted anew from what happened: in many small districts, each of
another seed, in one installation."""

import tempfile
import unittest
from pathlib import Path

from compared import Comparison
from installation import rinnalla

SMALL = Path(__file__).parent / "small"
SEEDS = range(1, 21)
YEAR = 2025


class EveryFigure(unittest.TestCase):
    def test_equals_the_recount_whatever_the_seed(self):
        with tempfile.TemporaryDirectory() as directory:
            for seed in SEEDS:
                with self.subTest(seed=seed):
                    comparison = Comparison(self.live(seed, Path(directory)))
                    comparison.of_audiences(YEAR)
                    comparison.of_staff()
                    self.assertEqual(comparison.differences[:10], [])
                    self.assertGreater(comparison.compared, 1000)
                    self.assertGreater(comparison.hidden, 0)

    def live(self, seed: int, directory: Path) -> Path:
        """A district of its own lives the small year. Gives its ledger."""
        def named(file: str) -> str:
            return (SMALL / file).read_text(encoding="utf-8").replace('"small"', f'"small-{seed}"')

        year, ledger = directory / f"{seed}.toml", directory / f"{seed}.json"
        year.write_text(named("year.toml"), encoding="utf-8")
        rinnalla("district", "add", "/dev/stdin", given=named("district.toml"))
        rinnalla("simulate", "--seed", str(seed), "--year", str(year), "--ledger", str(ledger))
        return ledger
