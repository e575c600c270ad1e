use std::{borrow::Cow, fmt, time::SystemTime};

use proto::referrals::v1::MessageTemplate;
use referrals_domain::wording::{Placeholder, Wording};
use uuid::Uuid;

/// A message as it goes out.
pub(crate) struct Letter<To> {
    /// Of the message: the same at every attempt, so whoever gets it twice can tell.
    pub(crate) id: Uuid,
    pub(crate) template: MessageTemplate,
    /// An address or number alone, without a name: nothing in it can end a header.
    pub(crate) to: To,
    /// Empty for an SMS.
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) date: SystemTime,
}

impl<To> fmt::Debug for Letter<To> {
    /// Neither address nor text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").field("id", &self.id).field("template", &self.template).finish_non_exhaustive()
    }
}

/// What a text is filled with.
#[derive(Debug)]
pub(crate) struct Filling<'f> {
    pub(crate) code: &'f str,
    pub(crate) link: Cow<'f, str>,
    pub(crate) district: Cow<'f, str>,
}

impl Filling<'_> {
    /// Subject and text.
    pub(crate) fn fill(&self, wording: &Wording) -> (String, String) {
        wording.filled(|placeholder| {
            Cow::Borrowed(match placeholder {
                Placeholder::Code => self.code,
                Placeholder::Link => &*self.link,
                Placeholder::District => &*self.district,
            })
        })
    }
}
