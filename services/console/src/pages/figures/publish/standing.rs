use proto::reporting::v1::{AudiencePublication, PreviewPublicationResponse};

use crate::i18n::Key;

/// Where a publication stands against what would be published now.
pub(super) struct Standing<'p> {
    pub(super) publication: &'p AudiencePublication,
    pub(super) preview: &'p PreviewPublicationResponse,
    /// The actor who looks.
    pub(super) own: &'p str,
}

impl Standing<'_> {
    fn waits_for_second(&self) -> bool {
        self.publication.approved_time.is_some() && self.publication.approved_cells == self.preview.cells
    }

    fn is_current(&self) -> bool {
        self.publication.approved_time.is_none()
            && self.publication.revision > 0
            && self.publication.cells == self.preview.cells
    }

    /// The button, unless pressing it would do nothing.
    pub(super) fn button(&self) -> Option<Key> {
        let own = self.waits_for_second() && self.publication.approved_by == self.own;
        if self.is_current() || own {
            return None;
        }
        Some(match (self.preview.two_approvers, self.waits_for_second()) {
            (true, true) => Key("publish-second"),
            (true, false) => Key("publish-approve"),
            (false, _) => Key("publish-submit"),
        })
    }

    pub(super) fn words(&self) -> Vec<Key> {
        if self.is_current() {
            return vec![Key("publish-is-current")];
        }
        if self.waits_for_second() && self.publication.approved_by == self.own {
            return vec![Key("publish-waits")];
        }
        let mut words = Vec::new();
        if self.preview.two_approvers && !self.waits_for_second() {
            words.push(Key("publish-two"));
        }
        if self.publication.approved_time.is_some() && !self.waits_for_second() {
            words.push(Key("publish-changed"));
        }
        if self.publication.revision > 0 {
            words.push(Key("publish-supersedes"));
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use proto::reporting::v1::{AudiencePublication, Cell, PreviewPublicationResponse};

    use super::Standing;

    fn cells(value: u64) -> Vec<Cell> {
        vec![Cell { indicator_id: "requests".to_owned(), value: Some(value), ..Cell::default() }]
    }

    fn button(publication: &AudiencePublication, two_approvers: bool) -> Option<&'static str> {
        let preview =
            PreviewPublicationResponse { cells: cells(9), smallest_cell: 5, two_approvers, ..Default::default() };
        Standing { publication, preview: &preview, own: "me" }.button().map(|key| key.0)
    }

    fn approved(by: &str, value: u64) -> AudiencePublication {
        AudiencePublication {
            approved_time: Some(prost_types::Timestamp::default()),
            approved_by: by.to_owned(),
            approved_cells: cells(value),
            ..AudiencePublication::default()
        }
    }

    #[test]
    fn what_is_published_as_it_stands_cannot_be_published_again() {
        let published = AudiencePublication { revision: 1, cells: cells(9), ..AudiencePublication::default() };
        assert_eq!(button(&published, false), None);
        let changed = AudiencePublication { revision: 1, cells: cells(8), ..AudiencePublication::default() };
        assert_eq!(button(&changed, false), Some("publish-submit"));
    }

    #[test]
    fn a_second_person_approves_the_same_table() {
        assert_eq!(button(&AudiencePublication::default(), true), Some("publish-approve"));
        assert_eq!(button(&approved("me", 9), true), None);
        assert_eq!(button(&approved("another", 9), true), Some("publish-second"));
        assert_eq!(button(&approved("me", 8), true), Some("publish-approve"), "the figures changed meanwhile");
    }
}
