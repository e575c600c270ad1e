use decider::Rejection;

/// Why figures are not published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublicationRejection {
    /// What is added to it later could be reckoned from two publications.
    #[error("the year is not over")]
    YearNotOver { year: u32 },
    #[error("no programme of the district has this audience")]
    NoProgrammes,
    #[error("an indicator is not for audiences")]
    IndicatorNotPublished,
    /// A publication cannot be called back: nobody publishes figures she has not seen.
    #[error("the figures changed after they were looked at")]
    AnotherTable,
}

impl Rejection for PublicationRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::YearNotOver { .. } => "PUBLICATION_YEAR_NOT_OVER",
            Self::NoProgrammes => "PUBLICATION_NO_PROGRAMMES",
            Self::IndicatorNotPublished => "PUBLICATION_INDICATOR_NOT_PUBLISHED",
            Self::AnotherTable => "PUBLICATION_ANOTHER_TABLE",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::YearNotOver { year } => vec![("year", year.to_string())],
            Self::NoProgrammes | Self::IndicatorNotPublished | Self::AnotherTable => Vec::new(),
        }
    }
}
