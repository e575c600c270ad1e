"""What a row of the agreed figures lets pass, and what it says when it does not hold."""

import unittest

from demo_year import Row
from last_morning import Missing


class ARow(unittest.TestCase):
    def fails(self, row: Row, **tellers) -> str:
        with self.assertRaises(Missing) as missing:
            row.check(tellers)
        return str(missing.exception)

    def test_holds_when_each_tells_the_same(self):
        row = Row("endings", {"moved": 5, "time": 4})
        self.assertEqual(row.check({"services": {"moved": 5, "time": 4}, "ledger": {"time": 4}}), "moved 5, time 4")

    def test_says_what_was_expected_and_what_each_found(self):
        row = Row("endings", {"moved": 5})
        self.assertEqual(self.fails(row, services={"moved": 4}, ledger={"moved": 5}),
                         "moved: expected 5, services 4, ledger 5")

    def test_of_which_nobody_tells_does_not_hold(self):
        self.assertIn("nobody tells", self.fails(Row("endings", {"moved": 5}), services={}, ledger=None))
        self.assertIn("nobody tells", self.fails(Row("covered", ["609"]), services=None))

    def test_does_not_hold_when_more_is_told_than_was_agreed(self):
        self.assertEqual(self.fails(Row("endings", {"moved": 5}), services={"moved": 5, "safety": 1}),
                         "safety: not expected, services 1")

    def test_takes_days_roughly_and_counts_exactly(self):
        days = Row("days-to-first-meeting", {"median": 63, "ninth-decile": 150})
        self.assertTrue(days.check({"services": {"median": 69, "ninth-decile": 128}}))
        self.assertEqual(self.fails(days, services={"median": 70, "ninth-decile": 150}),
                         "median: expected 63, services 70")
        self.assertIn("median", self.fails(days, services={"median": None, "ninth-decile": 150}))

    def test_lists_what_is_told_otherwise(self):
        self.assertEqual(self.fails(Row("covered", ["079", "609"]), services=["609"]),
                         "expected ['079', '609'], services ['609']")


if __name__ == "__main__":
    unittest.main()
