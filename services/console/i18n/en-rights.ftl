## Purposes and consents

person-purposes = What her data is used for
consent-not-asked = Not asked
consent-wording = wording { $version }, { $language }
purpose-special = special categories: article 9(2)({ $letter })
purpose-recipients = For: { $who }.
purpose-retention = { $months ->
    [one] Kept for a month after everything has ended.
   *[other] Kept for { $months } months after everything has ended.
}
legal-basis-consent = Consent (article 6(1)(a))
legal-basis-contract = Contract (article 6(1)(b))
legal-basis-legal-obligation = Legal obligation (article 6(1)(c))
legal-basis-vital-interests = Vital interests (article 6(1)(d))
legal-basis-public-task = Public interest (article 6(1)(e))
legal-basis-legitimate-interests = Legitimate interests (article 6(1)(f))
violation-is-no-purpose-that-rests-on-consent = This purpose rests on no consent

## Her own extract

extract-title = Extract of her own data
extract-lead = Everything that { $district } holds about her on { $day }. The controller is { $district }.
extract-protected = Protected address: this extract shows municipality, contacts and places of meetings. Give it into her own hands and to nobody else.
extract-left-out = Protected address: municipality, contacts and places of meetings are left out of this extract.
extract-missing = A part is missing from this extract: { $service } does not answer just now. Make it again later.
extract-download = Download as a file (JSON)
extract-purposes = What the data is used for, on which ground and how long
extract-nothing = Nothing.
extract-no-names = For figures, facts are kept under random ids. They hold no name, no contact and nothing written.
extract-view = { $times ->
    [one] { $day }: { $who }. { $what }.
   *[other] { $day }: { $who }. { $what }, { $times } times.
}
extract-rights = Rights
extract-rights-words = She may ask for data to be corrected, erased or restricted, withdraw a consent at any time and complain to the data protection ombudsman (tietosuoja.fi).
extract-others = The extract tells no names of other people and nothing they said. Of concerns it tells the days; their words are given once it was weighed that they harm nobody else.
held-kind-identity = Person
held-kind-facts = Facts
held-kind-household-member = Member of the household
held-kind-consent = Consent
held-kind-privacy-notice = Privacy notice
held-kind-contact = Contact
held-kind-referral = Referral
held-kind-referral-step = Step of the referral
held-kind-message = Message to the referrer
held-kind-support = Support
held-kind-support-request = Support request
held-kind-proposal = Proposal
held-kind-match = Match
held-kind-check-in = Check-in
held-kind-concern = Concern
held-kind-group-place = Place in a group
held-kind-led-group = Group she leads
held-kind-volunteer = As a volunteer
held-kind-training = Training
held-kind-goal = Goal
held-kind-expense = Expense
held-kind-absence = Absence
held-kind-first-meeting = First meeting
held-kind-session = Session
held-kind-counted = For figures
held-given-name = Given name
held-family-name = Family name
held-phone = Phone
held-email = E-mail
held-safe-contact = Safe contact
held-address-protected = Protected address
held-role = Role
held-municipality = Municipality
held-birth-month = Month of birth
held-gender = Gender
held-interpreter-needed = Interpreter needed
held-immigrant-background = Immigrant background
held-in-child-protection = Client of child protection
held-in-no-service-before = In no service before
held-expects-child = Expects a child
held-profession = Profession (ISCO-08)
held-child-birth-month = Month of birth of a child
held-language = Language
held-language-level = Level of the language
held-relation = Relation
held-purpose = Purpose
held-given = Given
held-given-by = How
held-wording-version = Wording
held-wording-language = Language of the wording
held-due-on = By
held-channel = How
held-reached = Reached
held-note = Note
held-next-step-on = Next step
held-programme = Programme
held-source = From
held-status = Status
held-close-reason = Reason
held-wish = Wish
held-referring-organisation = Referring organisation
held-referrer-may-be-told = The referrer may be told
held-code = Code
held-target-group = Target group
held-checked-as-of = Checked as of
held-step = Step
held-template = What was told
held-withdrawal = Why it was not sent
held-failure = Why it did not arrive
held-may-be-shown = May be introduced
held-last-contact = Last contact
held-introduction = Introduction
held-availability = Has time
held-interest = Interest
held-side = Which of the pair
held-answer-by = Answer by
held-answer = Answer
held-answered-on = Answered
held-decline-reason = Why declined
held-active-since = Since
held-agreed-until = Agreed until
held-paused-until = Paused until
held-ended-on = Ended
held-end-reason = Why it ended
held-mood = How it goes
held-topic = Topic
held-concluded-on = Concluded
held-words-kept-apart = Words are weighed apart
held-title = Name
held-status-since = Status since
held-interviewed-on = Interviewed
held-interview-note = Note of the interview
held-pledged-on = Confidentiality pledge
held-assessed-on = Task assessed
held-extract-required = Extract required
held-extract-consented-on = Consent to the extract
held-extract-ordered-on = Extract ordered
held-extract-issued-on = Extract issued
held-extract-inspected-on = Extract inspected
held-approved-on = Approved
held-capacity = Matches at most
held-minutes = Minutes
held-time = Time
held-place = Place
held-children-in-childcare = Children in childcare
held-interpreter-language = Language to interpret
held-failed-attempts = Failed attempts
held-session = What
held-at-home = At her home
held-enrolled = Enrolled
held-attended = Attendance
held-referrals = Referrals
held-matches = Matches
held-volunteering = Volunteering
held-group-places = Places in groups
held-attendances = Attendances
held-kind-family-consent = Consent to support
held-goal = Goal
held-outcome = What became of it
held-as-guardian = As a guardian
held-withdrawn-on = Withdrawn
held-motivation = Why she joins
held-last-day = Last day
held-cents = Cents
held-kilometres = Kilometres
held-reason = Reason
view-TellHeld = Made an extract of her data
view-ListRetention = Saw her in the review of retention

## Review of retention

retention-title = Review of how long data is kept
retention-lead = The data of these people has no purpose left. Propose to erase it, or write down why it is kept.
retention-count = { $people ->
    [one] One person waits for a look.
   *[other] { $people } people wait for a look.
}
retention-empty-title = Nobody's data has outlived its purposes
retention-empty-words = When every purpose has run out, the person comes to this page.
retention-waits = Waits for a look
retention-proposed = Erasure proposed
retention-last = Something last happened on { $day }. Purposes ran out on:
retention-proposed-by = { $who } proposed to erase her on { $day }. Somebody else, a manager, decides.
retention-kept = Was kept until { $day }: { $why }
retention-reason = Why is the data kept?
retention-look-again = When is it looked at again?
retention-look-again-hint = Within two years.
act-propose-erasure = Propose to erase
act-order-erasure = Erase for good
act-keep = Keep for now
done-propose-erasure = The erasure is proposed. A manager decides.
done-keep = The data is kept. It comes back on the day agreed.
today-retention = { $people ->
    [one] The data of one person has no purpose left
   *[other] The data of { $people } people has no purpose left
}
reason-PERSON_PURPOSE_LEFT = Her data still has a purpose. Something has happened meanwhile.
reason-PERSON_ERASURE_NOT_PROPOSED = For its retention time data is erased only when somebody has proposed it in the review of retention.
reason-PERSON_ERASURE_NEEDS_ANOTHER = Somebody other than who proposed it decides on the erasure.
reason-PERSON_LOOK_AGAIN_NOT_AHEAD = Choose a day ahead, within two years.
