
## Trained organisations

organisations-title = Trained organisations
organisations-lead = Other organisations that you have trained to run your programme themselves.
organisations-empty = No trained organisation is recorded.
organisations-count = { $organisations ->
    [one] One trained organisation.
   *[other] { $organisations } trained organisations.
}
organisation-name = Name of the organisation
organisation-name-hint = The organisation's name alone, not that of any person.
organisation-day = Day of the training
organisation-day-hint = Change the day if the training was earlier, even long ago.
organisation-trained = { $programme }, trained on { $day }.
act-train-organisation = Record a trained organisation
act-take-back-organisation = Take it back
done-train-organisation = The organisation is recorded as trained.
done-take-back-organisation = It is taken back. The organisation is no longer in the figures.
reason-ORGANISATION_ALREADY_TRAINED = The organisation is recorded for this programme already. If the day is wrong, take it back and record it again.
reason-ORGANISATION_NOT_TRAINED = It has been taken back already.
figures-section-organisations = Organisations
indicator-organisations-trained = Organisations trained
indicator-organisations-trained-definition = Other organisations that were trained within the period to run the programme themselves.
indicator-organisations-trained-to-date = Organisations trained to date
indicator-organisations-trained-to-date-definition = Other organisations trained to run the programme themselves by the period's last day, even long ago. Each is counted once for a programme.
