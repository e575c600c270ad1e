//! What an answer must be, against solvers that share nothing with this one: trying everything, and a dense Hungarian
//! method over one column for each place.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod laws {
    mod cheapest;
    mod contradictions;
    mod edges;
    mod instance;
    mod one_answer;
    mod prices;
    mod proof;
}
