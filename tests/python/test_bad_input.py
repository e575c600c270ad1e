"""Every method of every service with what no honest page would send it."""

import random
import string
import unittest
import uuid
from collections.abc import Iterator

import grpc
from google.protobuf.message import Message

from bodies import Bodies
from family import Family, whole_way
from installation import District, heads, method, methods, settled
from reflected import BEHIND, Answer, Method
from roles import who_may

OK, INVALID = grpc.StatusCode.OK, grpc.StatusCode.INVALID_ARGUMENT
OUT_OF_RANGE = grpc.StatusCode.OUT_OF_RANGE

# What a rule may say to a body that is otherwise good.
ANSWERED = {OK, INVALID, grpc.StatusCode.NOT_FOUND, grpc.StatusCode.FAILED_PRECONDITION}

NO_UUIDS = ["*", ">", "ev.>", "a.b.c", "x y", "\N{NO-BREAK SPACE}", "'; drop table person; --", "../../etc/passwd",
            "A" * 10_000, "00000000-0000-0000-0000-000000000000", "{7a1f6c0e-52d4-4b7e-9d43-1f0ac3b86e21}",
            "7a1f6c0e52d44b7e9d431f0ac3b86e21", "7a1f6c0e-52d4-4b7e-9d43-1f0ac3b86e2", "äiti"]
NO_SLUGS = ["*", ">", "a.b", "x y", "Pori", "ä", "a" * 10_000]
NO_DATES = ["tomorrow", "2026-02-30", "02.03.2026", "20260302", "2026-3-2", "0000-00-00", "99999-01-01", "1066-10-14",
            "2026-03-02T10:00:00Z", "-", "9" * 10_000]
NO_MONTHS = ["2026-13", "2026", "05/1994", "2026-05-01", "x" * 10_000]

SLUGS = {"programme_id", "agreement_id", "grant_id", "partner_id", "purpose_id", "reason_id", "audience", "cohort_code",
         "milestone_code", "outcome_code"}
DATES = {"occurred_on", "until", "agreed_until", "answer_by", "next_step_on", "last_on", "first_on", "issued_on", "to",
         "from", "date", "valid_from", "valid_to", "last_day", "look_again_on", "expires_on",
         "first_day", "spent_on", "reopens_on", "follow_up_on"}
MONTHS = {"birth_month", "child_birth_months"}


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.family = Family(District("input"))
        whole_way(cls.family)
        cls.bodies = Bodies(cls.family)
        cls.mark = "salaisuus" + "".join(random.choices(string.ascii_lowercase, k=8))
        cls.before = settled(cls.family.district)

    def send(self, method: Method, body: Message | bytes, position: str = "") -> Answer:
        answer = method.send(body, token=self.family.district.token(who_may(method.action)), position=position)
        # A hanging call ends with DEADLINE_EXCEEDED, which nobody expects either.
        self.assertIn(answer.code, ANSWERED | {OUT_OF_RANGE}, str(answer))
        if not answer.ok:
            self.assertNotIn(self.mark.encode(), answer.raw, "what was sent is told back")
            self.assertLess(len(answer.raw), 20_000, "what was sent is told back")
        return answer

    def refused(self, method: Method, body: Message | bytes, *fields: str) -> None:
        """For every one of the fields at once."""
        answer = self.send(method, body)
        self.assertIs(answer.code, INVALID, str(answer))
        told = answer.violations
        missing = [field for field in fields if not any(names(each, field) for each in told)]
        self.assertEqual(missing, [], f"not told; told were {sorted(told)}")

    def nothing_written(self) -> None:
        self.assertEqual(heads(self.family.district), self.before)

    def each(self) -> Iterator[Method]:
        yield from methods().values()

    def test_an_empty_body_is_answered_or_told_what_it_lacks(self):
        for method in self.each():
            with self.subTest(method=method.path):
                if method.is_command:
                    self.refused(method, b"", "request_id", *self.ids(method, required=True))
                else:
                    self.send(method, b"")
        self.nothing_written()

    def test_ids_that_are_none_are_refused_all_at_once(self):
        for method in self.each():
            for wrong in NO_UUIDS:
                with self.subTest(method=method.path, wrong=wrong[:40]):
                    fields = self.ids(method)
                    if fields:
                        self.refused(method, self.with_texts(method, dict.fromkeys(fields, wrong)), *fields)
        self.nothing_written()

    def test_names_of_things_that_cannot_be_are_refused(self):
        for method in self.each():
            fields = [path for path, field in texts(method.input) if field.name in SLUGS]
            for wrong in NO_SLUGS if fields else []:
                with self.subTest(method=method.path, wrong=wrong[:40]):
                    self.refused(method, self.with_texts(method, dict.fromkeys(fields, wrong)), *fields)
        self.nothing_written()

    def test_dates_that_are_none_are_refused_all_at_once(self):
        for names, wrongs in ((DATES, NO_DATES), (MONTHS, NO_MONTHS)):
            for method in self.each():
                fields = [path for path, field in texts(method.input) if field.name in names]
                for wrong in wrongs if fields else []:
                    with self.subTest(method=method.path, wrong=wrong[:40]):
                        self.refused(method, self.with_texts(method, dict.fromkeys(fields, wrong)), *fields)
        self.nothing_written()

    def test_nothing_has_happened_in_the_future(self):
        for method in self.each():
            for day in (self.family.day(1), "2199-12-31"):
                if "occurred_on" in method.input.fields_by_name:
                    with self.subTest(method=method.path, day=day):
                        self.refused(method, self.with_texts(method, {"occurred_on": day}), "occurred_on")
        self.nothing_written()

    def test_choices_that_nobody_has_are_refused(self):
        for method in self.each():
            fields = [path for path, field in scalars(method.input) if field.enum_type]
            for wrong in (99, 2**31 - 1, -1, -2**31) if fields else []:
                with self.subTest(method=method.path, wrong=wrong):
                    body = self.bodies.of(method)
                    for path in fields:
                        put(body, path, wrong)
                    self.refused(method, body, *fields)
        self.nothing_written()

    def test_texts_that_cannot_be_shown_are_refused_or_harmless(self):
        """Control characters, and more than anybody would write; a personal value among them is not told back."""
        for method in self.each():
            fields = {path for path, field in texts(method.input) if path != "request_id"}
            for wrong in (f"{self.mark}\0", f"{self.mark}\x1b[31m", self.mark * 600, f"{self.mark}\u202e" * 300):
                for path in [None, *fields]:
                    with self.subTest(method=method.path, field=path or "all", wrong=wrong[17:30]):
                        chosen = fields if path is None else {path}
                        answer = self.send(method, self.with_texts(method, dict.fromkeys(chosen, wrong)))
                        if method.is_command:
                            self.assertFalse(answer.ok, str(answer))

    def test_bytes_that_are_no_text_are_refused(self):
        """On the wire a text is bytes; a client that is not ours may send any."""
        broken = [b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80"]
        for method in self.each():
            for number, field in method.input.fields_by_number.items():
                if field.type == field.TYPE_STRING:
                    for text in broken:
                        with self.subTest(method=method.path, field=field.name):
                            sent = self.bodies.of(method)
                            sent.ClearField(field.name)
                            self.refused(method, sent.SerializeToString() + wire(number, text + self.mark.encode()))
        self.nothing_written()

    def test_bytes_that_are_no_message_are_refused(self):
        for method in self.each():
            for body in (b"\xff" * 64, b"\x0a\xff\xff\xff\xff\x0f", b"\x0a\x05ab", b"\x07", b"\x0b" * 500,
                         f"{{\"request_id\": \"{self.mark}\"}}".encode()):
                with self.subTest(method=method.path, body=body[:12]):
                    self.refused(method, body)
        self.nothing_written()

    def test_numbers_at_their_ends_are_refused_or_harmless(self):
        for method in self.each():
            for path, field in scalars(method.input):
                ends = {field.CPPTYPE_INT32: (-2**31, -1, 2**31 - 1), field.CPPTYPE_UINT32: (0, 2**32 - 1),
                        field.CPPTYPE_UINT64: (0, 2**64 - 1)}.get(field.cpp_type, ())
                for end in ends:
                    with self.subTest(method=method.path, field=path, end=end):
                        body = self.bodies.of(method)
                        put(body, path, end)
                        answer = self.send(method, body)
                        if path == "page_size" and end < 0:
                            self.assertIn("page_size", answer.violations)

    def test_a_page_token_of_ones_own_making_is_refused_or_harmless(self):
        made = [self.mark, "~", "~~~", f"{uuid.uuid4()}~", f"{uuid.uuid4()}~{self.mark}", f"{uuid.uuid4()}~\0",
                f"{uuid.uuid4()}~2026-02-30", f"{uuid.uuid4()}~' or true --", f"{self.mark}~2026-01-01",
                "=" * 10_000, f"{uuid.uuid4()}~" + "9" * 10_000]
        for method in self.each():
            if "page_token" in method.input.fields_by_name:
                for token in made:
                    with self.subTest(method=method.path, token=token[:60]):
                        answer = self.send(method, self.with_texts(method, {"page_token": token}))
                        self.assertIn(answer.code, (OK, INVALID), str(answer))

    def test_more_than_a_message_may_hold_is_refused(self):
        """Four megabytes is the most that is read, one megabyte the most that is stored."""
        for method in self.each():
            unread = wire(2047, self.mark.encode() * 300_000)
            with self.subTest(method=method.path, size="more than is read"):
                self.assertGreater(len(unread), 4 * 1024 * 1024)
                self.assertIs(self.send(method, self.bodies.of(method).SerializeToString() + unread).code, OUT_OF_RANGE)
            for path, field in texts(method.input):
                with self.subTest(method=method.path, size="more than is stored", field=path):
                    body = self.with_texts(method, {path: self.mark * 100_000})
                    self.assertLess(len(body.SerializeToString()), 4 * 1024 * 1024)
                    self.assertFalse(self.send(method, body).ok)
        self.nothing_written()

    def test_more_entries_than_can_be_stored_are_refused(self):
        for method in self.each():
            for path in lists(method.input):
                with self.subTest(method=method.path, field=path):
                    body = self.bodies.of(method)
                    multiply(body, path)
                    self.assertLess(len(body.SerializeToString()), 4 * 1024 * 1024)
                    answer = self.send(method, body)
                    if method.is_command:
                        self.assertFalse(answer.ok, f"{len(body.SerializeToString())} bytes were taken")

    def test_a_position_that_is_none_is_refused(self):
        # What districts have published stands in no stream of a district, and is asked without a position.
        for method in [method for method in self.each() if method.action != "ACTION_SEE_PUBLISHED"]:
            for position in ("*", "referrals", "referrals=", "referrals=-1", "referrals=1.5",
                             "referrals=99999999999999999999", "no body=1", "=1", "referrals=1;matching=2",
                             ",".join(["referrals=1"] * 50)):
                with self.subTest(method=method.path, position=position[:40]):
                    answer = self.send(method, self.bodies.of(method), position=position)
                    self.assertIs(answer.code, INVALID, str(answer))
                    self.assertIn("x-rinnalla-position", answer.violations)
        self.nothing_written()

    def test_a_position_that_is_yet_to_come_is_answered_in_time_and_said_to_be_behind(self):
        listing = method("ReferralsService/ListReferrals")
        for sequence in (self.before[f"EV_referrals_{self.family.district.id}"] + 1_000, 2**63 - 1, 2**64 - 1):
            with self.subTest(sequence=sequence):
                answer = self.send(listing, self.bodies.of(listing), position=f"referrals={sequence}")
                self.assertIs(answer.code, OK, str(answer))
                self.assertGreater(int(answer.metadata[BEHIND]), 0)

    def test_a_request_id_does_one_thing(self):
        """The same again gets the first answer, another under the same id is refused."""
        register = method("PersonsService/RegisterPerson")
        body = self.bodies.of(register)
        first, again = self.send(register, body), self.send(register, body)
        self.assertTrue(first.ok and again.ok, f"{first} {again}")
        self.assertEqual(first.message.person_id, again.message.person_id)
        body.identity.given_name = self.mark
        self.refused(register, body, "request_id")

    def tearDown(self):
        type(self).before = settled(self.family.district)

    def ids(self, method: Method, required: bool = False) -> list[str]:
        """Fields of the body that name something by a UUID."""
        return [path for path, field in texts(method.input)
                if is_id(field) and not (required and ("." in path or field.is_repeated or path in OPTIONAL))]

    def with_texts(self, method: Method, wrong: dict[str, str]) -> Message:
        body = self.bodies.of(method)
        if method.name == "SubmitReferral" and any(path.startswith("identity.") for path in wrong):
            # Who somebody is is read of a new person alone.
            body.person_id = ""
        for path, text in wrong.items():
            put(body, path, text)
        return body


# May be left out: another field says as much, or there is none.
OPTIONAL = {"person_id", "referral_id", "group_id", "match_id", "first_meeting_id", "coordinator_actor_id",
            "table_id"}


def is_id(field) -> bool:
    single = field.name.removesuffix("s")
    return single.endswith("_id") and single not in SLUGS and not single.endswith(("programme_id", "rule_id"))


def names(told: str, field: str) -> bool:
    """Whether a violation's field is the one meant: `a[0].b` is `a.b`, and a message tells for what is in it."""
    bare = "".join(part for part in told.replace("[", "\0").replace("]", "\0").split("\0") if not part.isdigit())
    return bare == field or field.startswith(bare + ".")


def scalars(described, path: str = "") -> Iterator[tuple[str, object]]:
    """Every field of a message and of those in it that is no message, of a oneof the first."""
    for field in described.fields:
        if field.containing_oneof and field.containing_oneof.fields[0] is not field:
            continue
        if field.message_type:
            yield from scalars(field.message_type, f"{path}{field.name}.")
        else:
            yield f"{path}{field.name}", field


def texts(described) -> list[tuple[str, object]]:
    return [(path, field) for path, field in scalars(described) if field.type == field.TYPE_STRING]


def lists(described, path: str = "") -> Iterator[str]:
    for field in described.fields:
        if field.is_repeated:
            yield f"{path}{field.name}"
        if field.message_type:
            yield from lists(field.message_type, f"{path}{field.name}.")


def put(message: Message, path: str, value) -> None:
    """Sets a field; of a list the first entry."""
    holder, field = reached(message, path)
    if field.is_repeated:
        del getattr(holder, field.name)[:]
        getattr(holder, field.name).append(value)
    else:
        setattr(holder, field.name, value)


def multiply(message: Message, path: str) -> None:
    """Repeats the entries of a list until there are two megabytes of them."""
    holder, field = reached(message, path)
    entries = getattr(holder, field.name)
    if not len(entries):
        entries.add() if field.message_type else entries.append(1 if field.enum_type else "sana")
    one = entries[0]
    size = one.ByteSize() + 3 if field.message_type else 1 if field.enum_type else len(one) + 2
    entries.extend([one] * (2 * 1024 * 1024 // size))


def reached(message: Message, path: str) -> tuple[Message, object]:
    """The message that holds a field, and the field; through lists by their first entry."""
    *through, last = path.split(".")
    for part in through:
        into = getattr(message, part)
        if message.DESCRIPTOR.fields_by_name[part].is_repeated:
            into = into[0] if len(into) else into.add()
        message = into
    return message, message.DESCRIPTOR.fields_by_name[last]


def wire(number: int, payload: bytes) -> bytes:
    """One field of bytes, as it travels."""
    return _varint(number << 3 | 2) + _varint(len(payload)) + payload


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))


if __name__ == "__main__":
    unittest.main()
