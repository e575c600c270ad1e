//! The words of the paper. Its language is that of whoever reads it, so it may be one that no page exists in.

use jiff::civil::Date;

use crate::i18n::{Language, Texts};

/// A language that the paper exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    Finnish,
    Swedish,
    English,
}

/// What stands on the paper, but for what is filled in.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) sentence: &'static str,
    pub(super) programme: &'static str,
    pub(super) task: &'static str,
    pub(super) time: &'static str,
    pub(super) goes_on: &'static str,
    pub(super) training: &'static str,
    pub(super) thanks: &'static str,
    pub(super) signature: &'static str,
}

impl Tongue {
    pub(super) const ALL: [Self; 3] = [Self::Finnish, Self::Swedish, Self::English];

    /// As in `<html lang>`.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Finnish => "fi",
            Self::Swedish => "sv",
            Self::English => "en",
        }
    }

    pub(super) fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tongue| tongue.code() == code)
    }

    pub(super) fn own_name(self) -> &'static str {
        match self {
            Self::Finnish => "Suomeksi",
            Self::Swedish => "På svenska",
            Self::English => "In English",
        }
    }

    /// The other two, in their order.
    pub(super) fn others(self) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |tongue| *tongue != self)
    }

    /// Of an ISO 8601 date; Swedish in Finland writes it as Finnish does.
    pub(super) fn date(self, iso: &str) -> String {
        let language = if self == Self::English { Language::English } else { Language::Finnish };
        iso.parse::<Date>().map_or_else(|_| iso.to_owned(), |date| Texts(language).date(date))
    }

    /// Minutes as hours, whole or with one place.
    pub(super) fn hours(self, minutes: u32) -> String {
        let places = usize::from(!minutes.is_multiple_of(60));
        let language = if self == Self::English { Language::English } else { Language::Finnish };
        Texts(language).decimal(f64::from(minutes) / 60.0, places)
    }

    pub(super) fn words(self) -> &'static Words {
        match self {
            Self::Finnish => &Words {
                title: "Todistus vapaaehtoistoiminnasta",
                sentence: "on toiminut meillä vapaaehtoisena.",
                programme: "Toiminta",
                task: "Tehtävä",
                time: "Aika",
                goes_on: "jatkuu",
                training: "Koulutusta",
                thanks: "Lämmin kiitos arvokkaasta työstä.",
                signature: "Allekirjoitus ja nimenselvennys",
            },
            Self::Swedish => &Words {
                title: "Intyg över frivilligverksamhet",
                sentence: "har verkat som frivillig hos oss.",
                programme: "Verksamhet",
                task: "Uppgift",
                time: "Tid",
                goes_on: "pågår",
                training: "Utbildning",
                thanks: "Varmt tack för en värdefull insats.",
                signature: "Underskrift och namnförtydligande",
            },
            Self::English => &Words {
                title: "Certificate of volunteering",
                sentence: "has been a volunteer with us.",
                programme: "Programme",
                task: "Task",
                time: "Period",
                goes_on: "continues",
                training: "Training",
                thanks: "With warm thanks for valuable work.",
                signature: "Signature and name in print",
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tongue;

    #[test]
    fn the_paper_writes_days_and_hours_as_its_language_does() {
        let day = |tongue: Tongue| tongue.date("2026-03-02");
        assert_eq!(Tongue::ALL.map(day), ["2.3.2026", "2.3.2026", "2 March 2026"]);
        assert_eq!((Tongue::Swedish.hours(180), Tongue::Finnish.hours(90)), ("3".to_owned(), "1,5".to_owned()));
        assert_eq!(Tongue::of_code("sv"), Some(Tongue::Swedish));
        assert_eq!(Tongue::of_code("*.>"), None);
    }
}
