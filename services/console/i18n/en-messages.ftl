
## Messages to the referrer

messages-title = Messages to the referrer
message-tried = The message has not gone yet. { $attempts ->
    [one] Tried once.
   *[other] Tried { $attempts } times.
}
act-refuse-messages = The referrer wants no messages
act-welcome-messages = The referrer wants messages again
done-refuse-messages = The referrer is sent no messages any more.
done-welcome-messages = The referrer is sent messages again.
feedback-allowed = The referrer hears by e-mail how it goes on.
feedback-allowed-by-sms = The referrer hears by text message how it goes on.
feedback-no-referrer = She came herself, so nobody is sent messages.
feedback-no-email = The referrer gave neither an e-mail address nor a mobile number. Call, if the consent allows it.
feedback-not-consented = The consent does not cover telling the referrer, so no messages are sent.
feedback-refused-by-recipient = The referrer wants no messages.
feedback-address-protected = Her address is protected, so no messages are sent.
feedback-erased = The person is erased, so no messages are sent.
message-by-sms = text message
message-channel-email = E-mail
message-channel-sms = Text message
message-template-acknowledged = The referral was seen
message-template-accepted = She was taken in
message-template-on-hold = The referral rests
message-template-waiting = She waits for a friend or a place
message-template-another-fits-better = Another form of support fits better
message-template-met = She has been met
message-template-started = A place was found
message-template-closed = The referral is closed
message-status-waiting = waits to be sent
message-status-sent = sent
message-status-withdrawn = not sent
message-status-failed = did not arrive
message-withdrawal-undone = The step was undone before the message went.
message-withdrawal-consent = The consent did not cover the message any more.
message-withdrawal-refused-by-recipient = The referrer wants no messages.
message-withdrawal-address-protected = Her address is protected.
message-withdrawal-erased = The person was erased.
message-failure-not-an-address = The address or number is none. Call the referrer.
message-failure-refused-by-server = The message was not taken. Check the address or number, or call the referrer.
message-failure-not-in-time = The message did not go in time. Call the referrer.
message-failure-no-gateway = No text messages are sent from here. Call the referrer.
reason-REFERRER_WITHOUT_EMAIL = The referrer gave neither an e-mail address nor a mobile number.
due-message = Message not sent
due-message-why = The referrer has not got a message ({ $day }). Call instead.
due-message-action = See the message

## Texts of messages

message-texts-title = Texts of messages
message-texts-lead = This is how we tell referrers where their referral stands. Reasons are never told. A manager may say it in the organisation's own words.
message-texts-caption = Messages by step, way of sending and language
message-text = Step
message-channel = Sent by
message-language = Language
message-whose = Text
message-own = Our own
message-shipped = Ready-made
message-own-lead = The text is our own.
message-shipped-lead = The text is a ready-made one. You may put it in your own words.
message-preview-title = How it would arrive
message-preview-lead = The code and the link are invented. The text is not saved yet.
message-subject = Subject
message-subject-hint = The subject tells nothing of anybody. It may have { "{" }district{ "}" }, which becomes the name of the organisation.
message-body = Text
message-body-hint = The text must have { "{" }code{ "}" }, which becomes the code of the referral, and { "{" }link{ "}" }, which becomes a link to the status page. It may have { "{" }district{ "}" } too.
message-sms-hint = The text must have { "{" }code{ "}" }, which becomes the code of the referral, and { "{" }link{ "}" }, which becomes a link to the status page. It may have { "{" }district{ "}" } too. The message may be seen on a locked phone: do not tell whom it is about. Say how to hear no more.
message-parts = This goes out as { $parts ->
    [one] one text message.
   *[other] { $parts } text messages.
}
message-preview = See how it looks
message-save = Save the text
message-reset = Back to the ready-made text
done-message-text = The text is saved. The next messages go out in these words.
done-message-reset = The ready-made text is in use again.
violation-lacks-code = Add the code of the referral to the text: { "{" }code{ "}" }
violation-lacks-link = Add the link to the status page to the text: { "{" }link{ "}" }
violation-has-a-brace-that-belongs-to-no-placeholder = Braces may hold only what is known: { "{" }code{ "}" }, { "{" }link{ "}" } or { "{" }district{ "}" }
violation-names-what-only-the-text-may-name = A subject may have only { "{" }district{ "}" }
violation-is-longer-than-three-text-messages = Shorten the text: filled in, it would be more than three text messages
violation-is-not-one-line = Write the subject in one line, without special characters
