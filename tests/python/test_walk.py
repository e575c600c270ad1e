"""A walk over every method of every service, as whoever must not get in.

Two districts, each with a family. Nobody without a good token, nobody whose role does not allow it, and nobody of the
one district reads a word of the other or writes anything there.
"""

import base64
import hashlib
import hmac
import json
import time
import unittest
import uuid

import grpc
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

import installation
from bodies import Bodies
from family import Family, order_erasure, whole_way
from installation import AUDIENCE, District, heads, method, methods, serves, settled, token, verifying_key
from reflected import Answer, Method, filled
from roles import ALLOWED, STAFF, may, who_may

REFUSED, FORBIDDEN = grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED
NOT_FOUND = grpc.StatusCode.NOT_FOUND

# What makes something new in the caller's own district. What it names belongs to other services, which are not asked.
CREATES = {"RegisterPerson", "RegisterApplicant", "RecordAgreement", "RecordGrant", "StopIntake",
           "RecordTrainedOrganisation", "ApplyAsVolunteer", "StartGroup", "PlanSeries", "PlanSession"}
# What shows national coordination the districts of an audience.
COMPARES = {"GetPublishedFigures"}


class Walk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ours, cls.theirs, cls.own = (Family(District(purpose)) for purpose in ("ours", "theirs", "own"))
        for family in (cls.ours, cls.theirs, cls.own):
            whole_way(family)
        # An erasure writes for a minute and more, as if somebody were writing: theirs is of a third district.
        order_erasure(cls.own)
        cls.theirs.ids["erasure_id"] = cls.own.ids["erasure_id"]
        cls.secrets = [secret.encode() for secret in
                       cls.theirs.words | {each for ids in cls.theirs.ids.values() for each in ids}]
        cls.before = settled(cls.ours.district, cls.theirs.district)

    def tearDown(self):
        """Whatever a test tried has come to rest before the next begins."""
        type(self).before = settled(self.ours.district, self.theirs.district)

    def expect(self, answer: Answer, *codes: grpc.StatusCode, by: Method | None = None) -> None:
        self.assertIn(answer.code, codes, str(answer))
        self.tells_nothing(answer, by)

    def tells_nothing(self, answer: Answer, by: Method | None = None) -> None:
        """Nothing of the other district, but its name to whoever compares districts."""
        theirs = self.theirs.district
        named = {theirs.id.encode(), theirs.name.encode()} if by is not None and by.name in COMPARES else set()
        self.assertEqual([secret for secret in self.secrets if secret in answer.raw and secret not in named], [])

    def nothing_written(self, *districts: District) -> None:
        now = heads(*districts)
        self.assertEqual(now, {stream: self.before[stream] for stream in now})

    def test_every_method_states_an_action_that_somebody_may(self):
        for method in methods().values():
            with self.subTest(method=method.path):
                self.assertTrue(any(may(role, method.action) for role in ALLOWED), method.action)

    def test_own_staff_may_do_what_the_walk_tries(self):
        """Else refusals would tell nothing: the bodies are good, and their ids are known where they belong."""
        # An erasure takes away whom the others name; what is refused by a rule is known all the same.
        last = ("GetPublication", "OrderErasure")
        in_order = sorted(methods().values(), key=lambda method: (method.name in last, method.is_command))
        body, seen = Bodies(self.own), {}
        for method in in_order:
            with self.subTest(method=method.path):
                role = who_may(method.action)
                position = ",".join("=".join(place) for place in seen.items())
                answer = method.send(body.of(method), token=self.own.district.token(role), position=position)
                if answer.position:
                    seen |= [answer.position.split("=")]
                if body.lacks and answer.code is NOT_FOUND:
                    self.skipTest(f"without {', '.join(body.lacks)}, which comes from a service that does not run")
                expected = {grpc.StatusCode.OK, grpc.StatusCode.FAILED_PRECONDITION}
                if role not in STAFF:
                    expected |= {FORBIDDEN, NOT_FOUND}
                self.expect(answer, *expected, by=method)

    def test_without_a_good_token_nobody_gets_in(self):
        bad = bad_tokens(self.theirs.district.id)
        body = Bodies(self.theirs)
        for method in methods().values():
            with self.subTest(method=method.path):
                for name, token in bad.items():
                    answer = method.send(body.of(method), token=token)
                    self.assertEqual(answer.code, REFUSED, f"{name}: {answer}")
                    self.tells_nothing(answer)
                self.nothing_written(self.ours.district, self.theirs.district)

    def test_what_is_not_a_bearer_token_is_none(self):
        listing = method("ReferralsService/ListReferrals")
        good = self.theirs.district.token("manager")
        for said in (good, f"Basic {good}", f"Bearer  {good}", "Bearer", "Bearer ", f"Bearer {good} {good}"):
            answer = listing.process.send(listing.path, b"", authorization=said)
            self.expect(answer, REFUSED)

    def test_a_role_may_nothing_beyond_what_the_matrix_allows(self):
        """In its own district as anywhere."""
        body = Bodies(self.theirs)
        for method in methods().values():
            with self.subTest(method=method.path):
                for role in ALLOWED:
                    if not may(role, method.action):
                        answer = method.send(body.of(method), token=self.theirs.district.token(role))
                        self.expect(answer, FORBIDDEN)
                self.nothing_written(self.theirs.district)

    def test_a_role_may_what_the_matrix_allows(self):
        """An empty body is enough to get past the role; it does nothing, for every command asks for an id."""
        for method in methods().values():
            with self.subTest(method=method.path):
                for role in ALLOWED:
                    if may(role, method.action):
                        answer = method.send(b"", token=self.ours.district.token(role))
                        self.assertNotIn(answer.code, (REFUSED, FORBIDDEN), f"{role}: {answer}")

    def test_somebody_of_another_district_finds_nothing_and_changes_nothing(self):
        # What names theirs in something new of ours comes last: our lists show it from then on, as we wrote it.
        for method in sorted(methods().values(), key=lambda method: method.name in CREATES):
            with self.subTest(method=method.path):
                for role in ALLOWED:
                    if may(role, method.action):
                        self.knocks(method, role)
        views = self.theirs.ask("PersonsService/ListViews", person_id=self.theirs.person, page_size=200).views
        strangers = set(self.ours.district.actors.values())
        self.assertEqual([view.actor_id for view in views if view.actor_id in strangers], [])

    def knocks(self, method: Method, role: str) -> None:
        """One call by a role of our district that names what is theirs."""
        before = heads(self.ours.district)
        known, unknown = Bodies(self.theirs), Bodies(self.theirs, unknown=True)
        token = self.ours.district.token(role)
        answer = method.send(known.of(method), token=token)
        self.tells_nothing(answer, method)
        self.nothing_written(self.theirs.district)
        if not known.names_something:
            return
        if not method.is_command or method.name in CREATES:
            self.expect(answer, NOT_FOUND, grpc.StatusCode.OK, by=method)
        else:
            self.expect(answer, NOT_FOUND, *(() if role in STAFF else (FORBIDDEN,)))
            self.assertEqual(heads(self.ours.district), before)
        # What they have is answered like what nobody has.
        other = method.send(unknown.of(method), token=token)
        self.assertEqual(str(answer), str(other))

    def test_a_narrow_role_reads_of_nobody_in_its_own_district(self):
        """What a referrer, a link, a leader or an administrator may ask shows no person who is not theirs."""
        names = [word.encode() for word in (self.theirs.family_name, self.theirs.phone, self.theirs.email,
                                            self.theirs.volunteer_name, self.theirs.wish)]
        body = Bodies(self.theirs)
        for method in methods().values():
            with self.subTest(method=method.path):
                for role in set(ALLOWED) - set(STAFF):
                    if may(role, method.action) and not method.is_command:
                        for object in ("", str(uuid.uuid4())):
                            answer = method.send(body.of(method), token=self.theirs.district.token(role, object))
                            self.assertEqual([name for name in names if name in answer.raw], [], role)

    def test_a_link_does_its_own_thing_once_and_nothing_else(self):
        """Every other method is refused to its token; so is its own about anything else."""
        if not serves("matching.v1.LinksService"):
            self.skipTest("matching.v1.LinksService does not run")
        family, own = self.ours, "ACTION_TELL_CHECK_IN"
        holder = family.district.token("link", family.link)
        body = Bodies(family)
        for method_ in methods().values():
            with self.subTest(method=method_.path):
                if method_.action != own:
                    answer = method_.send(body.of(method_), token=holder)
                    self.assertIn(answer.code, (FORBIDDEN, NOT_FOUND), str(answer))
                    if not may("link", method_.action):
                        self.assertEqual(answer.code, FORBIDDEN, str(answer))
        tell, look = method("LinksService/TellCheckIn"), method("LinksService/GetLinkedMatch")
        link, _, issue = family.link.partition(".")
        for object in ("", link, f"{link}.", f"{link}.0", f"{link}.{int(issue) + 1}", f"{link}.{issue}.{issue}",
                       f"{uuid.uuid4()}.1", self.theirs.link, family.match, "*", family.link + "9" * 20):
            stranger = family.district.token("link", object)
            for method_ in (tell, look):
                self.expect(method_.send(body.of(method_), token=stranger), NOT_FOUND)
        self.nothing_written(family.district)

        self.assertTrue(look.send(body.of(look), token=holder).ok)
        told = body.of(tell)
        for _ in range(2):
            answer = tell.send(told, token=holder)
            self.assertTrue(answer.ok, str(answer))
        again = tell.send(body.of(tell), token=holder)
        self.assertEqual((again.code, again.reason), (grpc.StatusCode.FAILED_PRECONDITION, "LINK_USED"))
        self.expect(look.send(body.of(look), token=holder), NOT_FOUND)
        # Gone with the next link of the same side.
        family.tell("LinksService/IssueLink", match_id=family.match, side="SIDE_VOLUNTEER")
        self.expect(tell.send(told, token=holder), NOT_FOUND)

    def test_a_national_token_is_for_one_audience(self):
        if not serves("reporting.v1.NationalService"):
            self.skipTest("reporting.v1.NationalService does not run")
        asked = method("NationalService/GetPublishedFigures")
        body = filled(asked.request, audience=AUDIENCE, year=2025)
        for audience in ("another", "*", AUDIENCE.upper()):
            answer = asked.send(body, token=self.ours.district.token("national", audience))
            self.expect(answer, FORBIDDEN)

    def test_a_method_that_no_contract_has_is_refused_to_everybody(self):
        for process in installation.processes():
            for path in ("/rinnalla.referrals.v1.PersonsService/GetEverything", "/rinnalla.Nothing/Get", "/"):
                for role in ALLOWED:
                    answer = process.send(path, b"", token=self.ours.district.token(role))
                    self.expect(answer, FORBIDDEN)

    def test_a_district_that_does_not_exist_is_empty(self):
        stranger = token(f"nowhere-{uuid.uuid4().hex[:8]}", role="manager")
        body = Bodies(self.theirs)
        for method in methods().values():
            with self.subTest(method=method.path):
                if may("manager", method.action) and not method.is_command:
                    answer = method.send(body.of(method), token=stranger)
                    self.expect(answer, grpc.StatusCode.OK, NOT_FOUND)


def bad_tokens(district: str) -> dict[str, str]:
    """By what is wrong with each."""
    now = int(time.time())
    claims = {"iss": "rinnalla", "aud": "rinnalla", "sub": str(uuid.uuid4()), "role": "manager", "district": district,
              "iat": now, "exp": now + 300}
    real = load_pem_private_key(installation.signing_key(), None)
    good = signed(claims, real)
    head, middle, tail = good.split(".")
    return {
        "none": "",
        "not a token": "x",
        "garbage in the form of a token": "a.b.c",
        "signed by another key": signed(claims, Ed25519PrivateKey.generate()),
        "claims changed after signing": f"{head}.{encoded(claims | {'district': 'another'})}.{tail}",
        "signature cut off": f"{head}.{middle}.",
        "no algorithm": f"{encoded({'alg': 'none', 'typ': 'JWT'})}.{middle}.",
        "signed with the public key as a secret": by_secret(claims, verifying_key()),
        "expired": signed(claims | {"iat": now - 700, "exp": now - 100}, real),
        "expired a second ago": signed(claims | {"iat": now - 300, "exp": now - 1}, real),
        "good for too long": signed(claims | {"exp": now + 601}, real),
        "without an end": signed({name: claims[name] for name in claims if name != "exp"}, real),
        "of another issuer": signed(claims | {"iss": "somebody"}, real),
        "for another audience": signed(claims | {"aud": "somebody"}, real),
        "without a role": signed({name: claims[name] for name in claims if name != "role"}, real),
        "of a role there is not": signed(claims | {"role": "owner"}, real),
        "without a district": signed({name: claims[name] for name in claims if name != "district"}, real),
        "for a wildcard": signed(claims | {"district": "*"}, real),
        "for every district": signed(claims | {"district": ">"}, real),
        "for no district": signed(claims | {"district": ""}, real),
        "for two districts": signed(claims | {"district": [district, "another"]}, real),
    }


def signed(claims: dict, key) -> str:
    body = f"{encoded({'alg': 'EdDSA', 'typ': 'JWT'})}.{encoded(claims)}"
    return f"{body}.{_url(key.sign(body.encode()))}"


def by_secret(claims: dict, secret: bytes) -> str:
    body = f"{encoded({'alg': 'HS256', 'typ': 'JWT'})}.{encoded(claims)}"
    return f"{body}.{_url(hmac.digest(secret, body.encode(), hashlib.sha256))}"


def encoded(part: dict) -> str:
    return _url(json.dumps(part).encode())


def _url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


if __name__ == "__main__":
    unittest.main()
