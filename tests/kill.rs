//! The referrals service as a process of its own, killed again and again with the servers under it while clients go
//! on. What was acknowledged must be there, once, whoever was killed when.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod kill {
    mod ledger;
    mod rounds;
    mod service;
    mod storm;
}
