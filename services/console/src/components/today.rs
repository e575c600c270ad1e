use super::{Action, Tag};
use crate::forms::Form;

/// Something that asks for the coordinator: who, why, the one thing to do.
#[derive(Debug, Clone)]
pub struct TodayItem {
    pub name: String,
    /// The person's or the match's own page.
    pub href: String,
    pub tag: Tag,
    pub why: String,
    pub action: Action,
    /// Where a note about it is kept.
    pub note: Option<NoteBox>,
}

#[derive(Debug, Clone)]
pub struct NoteBox {
    /// Where the note is posted.
    pub action: String,
    pub form: Form,
}
