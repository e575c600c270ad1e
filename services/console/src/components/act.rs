use super::{Action, Choice};
use crate::{forms::Form, i18n::Texts};

/// Something that can be done on a page: a button, or a form behind its name.
#[derive(Debug, Clone)]
pub struct Act {
    /// Last part of the address it is posted to, and what tells its element ids from those of others.
    pub name: &'static str,
    pub words: String,
    /// Where it is posted.
    pub action: String,
    pub form: Form,
    /// None: a single press does it.
    pub fields: Vec<Field>,
    /// A sentence before the fields; may be empty.
    pub hint: String,
    /// Undoes or destroys.
    pub is_danger: bool,
    /// Stands out.
    pub is_first: bool,
    /// For whom it is done, for those who hear only the button; may be empty.
    pub about: String,
}

impl Act {
    /// A single press does it: there is nothing to fill in.
    pub fn is_press(&self) -> bool {
        !self.is_open() && self.fields.iter().all(|field| matches!(field.kind, FieldKind::Hidden))
    }

    /// One of several of its name on the page.
    #[must_use]
    pub fn scoped(self, scope: &str) -> Self {
        Self { form: self.form.scoped(format!("{}-{scope}", self.name)), ..self }
    }

    /// Sent back with something to correct.
    pub fn is_open(&self) -> bool {
        !self.form.problems().is_empty()
    }

    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    #[must_use]
    pub fn danger(self) -> Self {
        Self { is_danger: true, ..self }
    }

    #[must_use]
    pub fn first(self) -> Self {
        Self { is_first: true, ..self }
    }

    #[must_use]
    pub fn about(self, name: impl Into<String>) -> Self {
        Self { about: name.into(), ..self }
    }
}

/// The one thing to do about something: here, or on its page.
#[derive(Debug, Clone)]
pub enum Doing {
    Here(Box<Act>),
    There(Action),
}

impl Doing {
    pub fn here(&self) -> Option<&Act> {
        match self {
            Self::Here(act) => Some(act),
            Self::There(_) => None,
        }
    }

    pub fn there(&self) -> Option<&Action> {
        match self {
            Self::Here(_) => None,
            Self::There(action) => Some(action),
        }
    }
}

/// A field of a form that is put together from data.
#[derive(Debug, Clone)]
pub struct Field {
    /// Path in the request.
    pub name: String,
    pub label: String,
    pub hint: String,
    pub required: bool,
    pub kind: FieldKind,
}

#[derive(Debug, Clone)]
pub enum FieldKind {
    Text,
    Short,
    Phone,
    Email,
    Month,
    Time,
    Number,
    Area(u32),
    Date,
    Select(Vec<Choice>),
    Radio(Vec<Choice>),
    /// As `Radio`, in one row: one of many alike.
    Line(Vec<Choice>),
    Checks(Vec<Choice>),
    Tick,
    Hidden,
}

impl Field {
    pub fn new(name: impl Into<String>, label: impl Into<String>, kind: FieldKind) -> Self {
        Self { name: name.into(), label: label.into(), hint: String::new(), required: true, kind }
    }

    /// Carries a value that is set beforehand.
    pub fn hidden(name: impl Into<String>) -> Self {
        Self::new(name, "", FieldKind::Hidden)
    }

    #[must_use]
    pub fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    /// The day it happened, when that was not today.
    pub fn occurred_on(t: Texts) -> Self {
        Self::new("occurred_on", t.say("field-occurred-on"), FieldKind::Date)
            .optional()
            .hint(t.say("field-occurred-on-hint"))
    }

    /// How an answer or a consent was given to a coordinator.
    pub fn given_by(t: Texts) -> Self {
        use proto::referrals::v1::GivenBy;

        use crate::named::Named as _;
        let ways = [GivenBy::Spoken, GivenBy::Interpreter, GivenBy::Paper].map(|way| way.choice(t));
        Self::new("given_by", t.say("field-given-by"), FieldKind::Radio(ways.to_vec()))
    }
}
