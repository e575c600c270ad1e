"""One family from the referral to the figures, through whichever services run."""

import unittest

import family as way
from family import Family
from installation import District, serves


class Journey(unittest.TestCase):
    """The parts follow each other: unittest runs them by name, and each begins where the one before ended."""

    @classmethod
    def setUpClass(cls):
        cls.family = Family(District("journey"))

    def needs(self, *services: str) -> None:
        missing = [service for service in services if not serves(service)]
        if missing:
            self.skipTest(f"{', '.join(missing)} does not run")

    def test_1_she_is_referred_checked_and_taken_in(self):
        self.needs("referrals.v1.ReferralsService", "referrals.v1.PersonsService")
        way.refer(self.family)

    def test_2_contacts_consents_and_views_are_kept_with_her(self):
        self.needs("referrals.v1.PersonsService")
        way.accompany(self.family)

    def test_3_a_volunteer_is_approved(self):
        self.needs("matching.v1.VolunteersService")
        way.approve_volunteer(self.family)

    def test_4_both_say_yes_to_a_match(self):
        self.needs("matching.v1.MatchesService")
        way.match(self.family)

    def test_5_they_meet_and_the_match_is_active(self):
        self.needs("matching.v1.MatchesService", "scheduling.v1.MeetingsService")
        way.first_meeting(self.family)

    def test_6_she_has_a_place_in_a_group(self):
        self.needs("matching.v1.GroupsService")
        way.group(self.family)

    def test_7_a_session_is_held_and_attended(self):
        self.needs("scheduling.v1.SessionsService")
        way.sessions(self.family)

    def test_8_figures_tell_of_her_and_are_published(self):
        self.needs("reporting.v1.FiguresService")
        way.figures(self.family)

    def test_8b_national_coordination_sees_what_was_published(self):
        self.needs("reporting.v1.FiguresService", "reporting.v1.NationalService")
        way.national_view(self.family)

    def test_9_a_good_end_closes_her_referral(self):
        self.needs("matching.v1.MatchesService", "scheduling.v1.MeetingsService")
        way.good_end(self.family)


if __name__ == "__main__":
    unittest.main()
