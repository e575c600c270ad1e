## On every page

skip-to-content = Skip to content
nav-label = Main menu
nav-today = Today
sign-out = Sign out
change-district = Change district
demo-banner = This is a demonstration: all people and events in it are invented.
footer = Rinnalla – beside volunteers and families

## Signing in

sign-in-title = Sign in
sign-in-lead = Rinnalla is for the staff of its districts. Your district's administrator gives you an account.
sign-in-email = E-mail address
sign-in-password = Password
sign-in-submit = Sign in
sign-in-email-missing = Write your e-mail address
sign-in-password-missing = Write your password
sign-in-refused = The e-mail address or the password is not right. Check both.
sign-in-too-often = There have been too many attempts to sign in. Wait 15 minutes and try again.
choose-district-title = Where are you working now?
choose-district-lead = You see one district at a time. You can change it whenever you like.

## Forms

field-optional = (optional)
field-choose = Choose
form-problems = { $count ->
    [one] One thing still needs your attention
   *[other] { $count } things still need your attention
}
form-check-this = Check this
form-not-allowed-now = This cannot be done just now. Open the page again and see what has changed.
form-unavailable = { $service } is not answering just now. Nothing is lost: what you wrote is still on this page. Send the form again in a moment.
note-add = Add a note
note-label = What did you agree on or find out?
note-save = Save the note

violation-is-required = This is needed
violation-is-too-long = The text is too long
violation-must-be-a-date-like-2026-03-02 = Write a date, for example 2 March 2026
violation-must-be-a-month-like-1994-05 = Write a month and a year, for example 5/1994
violation-is-not-a-known-value = Choose one of these
violation-has-characters-that-cannot-be-shown = The text has characters that cannot be shown. Write it again.

reason-CHANGED_MEANWHILE = Somebody else changed the same thing at the same time. Open the page again and check.

## Lists

pages-label = Pages of the list
pages-previous = Previous
pages-next = Next
pages-shown = { $from }–{ $to } of { $total }

## Figures

figure-suppressed = < 5
figure-not-collected = not collected
figure-hidden = Small numbers are not shown, so that nobody can be recognised.

## Today

today-title = Today
today-first = First
today-then = Then
today-silent = { $service } is not answering just now, so what it knows is missing from this page.
today-empty-title = Everything is taken care of
today-empty-words = Nothing is waiting for you just now. New referrals and agreed contacts come to this page by themselves.
newest-not-shown = Your latest change is saved, but this page does not show it yet. Open it again in a moment.
person-without-name = Erased person

due-acknowledge = Not answered
due-acknowledge-why = A new referral. We promised an answer by { $day }.
due-acknowledge-action = Answer
due-consent-withdrawn = Consent withdrawn
due-consent-withdrawn-why = The consent was withdrawn on { $day }. See what stopped and who should hear of it.
due-consent-withdrawn-action = See what stopped
due-privacy-notice = Privacy notice
due-privacy-notice-why = Tell her in her own language what data is kept about her, by { $day }.
due-privacy-notice-action = Tell her
due-decide = Not decided
due-decide-why = The referral has been seen but not decided. Due on { $day }.
due-decide-action = Decide
due-hold-ends = Pause ends
due-hold-ends-why = The agreed pause ends on { $day }.
due-hold-ends-action = Go on
due-next-step = Agreed step
due-next-step-why = You agreed on what comes next: { $day }.
due-next-step-action = Get in touch

## Where a referral stands

status-unknown = Not known
referral-requested = New
referral-acknowledged = Seen
referral-accepted = Accepted
referral-rejected = Not taken in
referral-on-hold = On hold
referral-in-progress = Under way
referral-completed = Ended
referral-failed = Did not come about
referral-cancelled = Withdrawn
referral-entered-in-error = Recorded by mistake

## When something fails

service-referrals = The referrals service
service-matching = The matching service
service-scheduling = The scheduling service
service-reporting = The figures service
service-national = The national view
service-accounts = The sign-in service
not-found-title = There is no such page
not-found-words = The address is wrong, or what you look for belongs to another district or has been erased.
forbidden-title = This is not yours to do
forbidden-words = Your role does not allow this. If you need it for your work, ask your district's administrator.
expired-title = The form is out of date
expired-words = The session has changed since you opened the form. Go back, load the page again, and then send the form.
unreadable-title = What you sent could not be read
unreadable-words = Go back and try again. If the text is very long, shorten it.
unavailable-title = One moment
unavailable-words = { $service } is not answering just now. Nothing that was saved is lost. Try again in a minute.
refused-title = This cannot be done now
refused-words = Something has changed since you opened the page. Go back and load the page again.
unexpected-title = Something went wrong on our side
unexpected-words = It was not your fault, and nothing that was saved is lost. Try again. If it happens again, tell your administrator the reference below.
error-reference = Reference: { $code }
try-again = Try again
go-home = To the front page
