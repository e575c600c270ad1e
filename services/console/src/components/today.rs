use super::{Act, Action, Doing, Tag};

/// Something that asks for the coordinator: who, why, the one thing to do.
#[derive(Debug, Clone)]
pub struct TodayItem {
    pub name: String,
    /// The person's or the match's own page.
    pub href: String,
    pub tag: Tag,
    pub why: String,
    /// How late it is; may be empty.
    pub when: String,
    /// What to know before anybody is called; may be empty.
    pub warning: String,
    pub doing: Doing,
    /// What else there is to see about it.
    pub more: Option<Action>,
    /// Where a note about it is kept.
    pub note: Option<Act>,
}
