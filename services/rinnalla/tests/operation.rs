//! The operator's command against a real event log and keyring, and a service that remembers what it was told.
#![expect(clippy::unwrap_used, reason = "what cannot be set up fails its test")]

mod operation {
    mod clock;
    mod district;
    mod doctor;
    mod erase;
    mod offering;
    mod site;
    mod verify;
}
