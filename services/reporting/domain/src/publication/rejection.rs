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
}

impl Rejection for PublicationRejection {
    fn reason(&self) -> &'static str {
        match self {
            Self::YearNotOver { .. } => "PUBLICATION_YEAR_NOT_OVER",
            Self::NoProgrammes => "PUBLICATION_NO_PROGRAMMES",
            Self::IndicatorNotPublished => "PUBLICATION_INDICATOR_NOT_PUBLISHED",
        }
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::YearNotOver { year } => vec![("year", year.to_string())],
            Self::NoProgrammes | Self::IndicatorNotPublished => Vec::new(),
        }
    }
}
