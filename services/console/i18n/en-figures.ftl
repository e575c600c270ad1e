## Figures

figures-title = Figures
figures-lead = Here you see your own district's figures as they are.
figures-year = Year
figures-from = From month
figures-to = To month
figures-programme = Programme
figures-programme-all = All programmes
figures-municipality = Municipality
figures-municipality-all = All municipalities
figures-by = Broken down
figures-by-month = By month
figures-by-programme = By programme
figures-by-municipality = By municipality
figures-by-source = By who referred
figures-by-end-reason = By reason of ending
figures-show = Show figures
figures-print = You can print this page from your browser.
figures-months-backwards = The last month cannot come before the first
figures-not-begun = The period you chose has not begun yet
figures-period = { $from } – { $to }
figures-as-of = Counted { $when }.
figures-running = The period is still running: figures are up to { $day }.
figures-collected = All figures are collected: every single one was recorded, none is a sample or an estimate.
figures-position = Position in the event log: { $position }
figures-section-referrals = Referrals and waiting
figures-section-matches = Pairs
figures-section-persons = People
figures-section-groups = Groups and attendance
figures-indicator = Indicator
figures-figure = Figure
figures-on-day = as of { $day }
figures-rests-on = { $n ->
    [one] of one meeting
   *[other] of { $n } meetings
}
figures-at-least = { $n ->
    [one] at least one person
   *[other] at least { $n } different people
}
figures-few = small number
figures-few-legend = * Small number: fewer than { $k } stand behind it, so somebody could be recognised. Use it only in your own work. It is hidden when figures are published.
figures-no-value = –
figures-no-value-words = nothing to count
figures-empty-title = Nothing to count yet
figures-empty-words = Nothing was recorded in this period. Choose another period or take a filter off.
figures-by-municipality-only = Only figures that come from referrals are counted by municipality. The others are left out here.
figures-no-parts-of-municipality = The figures of one municipality are not broken down further. Choose all municipalities to see the breakdown.
figures-parts-overlap = The same person can be in several groups, so the groups do not always add up to the whole.
figures-group-not-told = Not told
figures-group-erased = Erased data
figures-published-title = Published for { $year }
figures-published-none = Not published yet.
figures-published-by = Published { $when } by { $who }.
figures-published-revision = Corrected version { $revision }.
figures-approved-by = { $who } approved a table { $when }. It waits for a second approval.
figures-published-see = Preview and publish
figures-somebody = an account that is no longer there
audience-mll = MLL's central office
audience-kumppanina-kotoutumisessa = Kumppanina kotoutumisessa
audience-vaestoliitto = Väestöliitto

## Publishing figures

publish-title = Publish figures
publish-lead = Publishing shows a year's figures outside the district. What becomes visible is exactly the table below: no municipalities, languages or months, and nothing about people. A publication cannot be taken back, but a corrected one can replace it.
publish-year = Year { $year }
publish-years = Year to publish
publish-no-audiences = The district has no audience to publish figures to.
publish-preview = What { $audience } sees of { $year }
publish-is-current = The published table is up to date. There is nothing new to publish.
publish-understood = I have looked at the table. I understand that publishing cannot be taken back.
publish-understood-missing = Look at the table and tick that you understand this
publish-submit = Publish
publish-approve = Approve
publish-second = Approve and publish
publish-two = Publishing takes two approvals. The first one does not show anything to anybody yet.
publish-waits = You have approved this table. Now another manager has to approve it.
publish-changed = The figures have changed since the first approval, so approving starts again.
publish-supersedes = The figures have changed since they were last published. A new publication replaces the old one.
publish-refused = These figures cannot be published
done-published = The figures are published.
done-approved = Your approval is recorded. The publication waits for a second approval.
done-unchanged = Nothing had changed, so no new publication was made.
figure-hidden-word = hidden
figure-hidden-legend = Hidden: fewer than { $k } stand behind it, or a hidden figure could be worked out from it. Zero is shown because it tells of nobody. For the nine in ten of days, { $k } also have to be at or above it.
reason-PUBLICATION_YEAR_NOT_OVER = The year { $year } is not over. Figures can be published once it is.
reason-PUBLICATION_NO_PROGRAMMES = The district had no programme that year whose figures go to this audience.
reason-PUBLICATION_ANOTHER_TABLE = The figures changed after you looked at them. Look at the table again before you publish it.
reason-PUBLICATION_INDICATOR_NOT_PUBLISHED = The table holds a figure that is not for publication. Tell your administrator.
reason-FIGURES_INCOMPLETE = Some records could not be read ({ $parked }), so the figures would be incomplete. Tell your administrator.

## National view

national-title = National figures
national-brand = National coordination
national-lead = Figures that districts have published, side by side. There is nothing about any person on this page, and no way from here to anybody's data.
national-audience = Audience
national-years = Year
national-completeness = Who has published { $year }
national-published-count = { $published } of { $all } districts have published their figures of { $year }.
national-district = District
national-published = Published
national-not-published = Has not published
national-revision = Version
national-smallest = Hidden when
national-smallest-below = below { $k }
national-total = Total
national-total-withheld = not shown
national-total-not-additive = not added up
national-total-differs = counted differently
national-of-some = { $districts ->
    [one] of one district
   *[other] of { $districts } districts
}
national-legend-hidden = Hidden: so few stand behind the figure that somebody could be recognised. Each district's limit is in the table of who has published.
national-legend-withheld = Not shown: a district's figure is hidden, and it could be worked out from the total.
national-legend-not-additive = Not added up: medians and deciles cannot be added.
national-legend-totals = Totals hold only those districts that have published.
national-empty-title = Nobody has published { $year } yet
national-empty-words = A district's manager publishes its figures once the year is over. Then they show here.
national-nobody-words = No district has this audience yet.
national-no-audience = Your account has no audience whose figures could be shown. Ask your administrator.
national-definitions = How are the figures counted?

## Definitions of the indicators

indicator-requests = Requests
indicator-requests-definition = Referrals that arrived within the period.
indicator-target-group-inside = In the target group
indicator-target-group-inside-definition = Referrals whose newest target-group check was made within the period and met every rule.
indicator-target-group-outside = Not in the target group
indicator-target-group-outside-definition = Referrals whose newest target-group check was made within the period and missed a rule.
indicator-waiting = Waiting
indicator-waiting-definition = Referrals that on the period's last day are accepted, on hold or under way without a pair or a place in a group. A pair on a break is still a pair.
indicator-matched = New pairs
indicator-matched-definition = Pairs that began within the period, whatever became of them.
indicator-matches-active = Pairs under way
indicator-matches-active-definition = Pairs that have begun and not ended on the period's last day, those on a break too.
indicator-redirected = Referred onward
indicator-redirected-definition = Referrals that within the period were referred to another service, and still are at its end.
indicator-withdrew = Withdrew
indicator-withdrew-definition = Referrals that within the period were cancelled for a reason, and still are at its end.
indicator-endings = Pairs ended
indicator-endings-definition = Pairs that had been under way and ended within the period.
indicator-days-to-first-meeting-median = Days to the first meeting, median
indicator-days-to-first-meeting-median-definition = Days from the referral to the pair's first meeting held. Half had met by then. A meeting belongs to the period in which it was held.
indicator-days-to-first-meeting-ninth-decile = Days to the first meeting, nine in ten
indicator-days-to-first-meeting-ninth-decile-definition = The same days: nine in ten had met by then (p90).
indicator-volunteers-active = Active volunteers
indicator-volunteers-active-definition = People who on the period's last day are approved volunteers and not on a break. Each is counted once.
indicator-sessions-held = Sessions held
indicator-sessions-held-definition = Group sessions, trainings, volunteers' evenings, retreats and other sessions whose attendance was recorded.
indicator-attendances = Attendances, adults
indicator-attendances-definition = Times an adult was there: present by name, as a visitor, or counted without a name. The same person counts each time.
indicator-attendances-unnamed-women = Attendances, women without a name
indicator-attendances-unnamed-women-definition = Of these, women counted without a name. The gender of those named is not recorded at a session.
indicator-attendances-children = Attendances, children
indicator-attendances-children-definition = Times a child was there. Not part of the adults' attendances.
indicator-attendances-childcare = Childcare
indicator-attendances-childcare-definition = Times a child was looked after meanwhile. Part of the children's attendances.
indicator-mothers-reached = Reached
indicator-mothers-reached-definition = Participants who within the period had a pair or a place in a group, or were at a session. Wider than the participants of any funder.
