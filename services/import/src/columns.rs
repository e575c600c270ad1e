//! The columns a file may have, by the names coordinators give them. Order and case are free, and so is everything
//! between the words.

/// What a column tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Programme,
    ActiveSince,
    MotherName,
    MotherGivenName,
    MotherFamilyName,
    MotherPhone,
    MotherEmail,
    MotherSafeContact,
    MotherAddressProtected,
    MotherMunicipality,
    MotherLanguages,
    MotherInterpreter,
    MotherBirthMonth,
    MotherChildren,
    MotherExpectsChild,
    MotherGender,
    MotherImmigrantBackground,
    MotherInChildProtection,
    MotherProfession,
    MotherWish,
    MotherAgrees,
    Source,
    ReferredOn,
    AcceptedOn,
    InformedOn,
    InformedHow,
    VolunteerName,
    VolunteerGivenName,
    VolunteerFamilyName,
    VolunteerPhone,
    VolunteerEmail,
    VolunteerMunicipality,
    VolunteerLanguages,
    VolunteerBirthMonth,
    VolunteerGender,
    VolunteerProfession,
    AppliedOn,
    TrainedOn,
    TrainingHours,
    InterviewedOn,
    PledgedOn,
    StepsDone,
    ExtractConsentedOn,
    ExtractOrderedOn,
    ExtractIssuedOn,
    ExtractInspectedOn,
    ApprovedOn,
    Capacity,
}

/// Whom a column is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Row,
    Mother,
    Volunteer,
}

use Column as C;

/// Name, other names, what it holds.
const COLUMNS: &[(Column, &str, &[&str], &str)] = &[
    (C::Programme, "programme", &["toimintamuoto", "ohjelma"], "id or name of a programme"),
    (C::ActiveSince, "active_since", &["pari alkaen", "pari alkanut", "alkanut"], "day of a pair's first meeting"),
    (C::MotherName, "mother_name", &["äidin nimi", "äiti"], "given and family name, or family, given"),
    (C::MotherGivenName, "mother_given_name", &["äidin etunimi"], ""),
    (C::MotherFamilyName, "mother_family_name", &["äidin sukunimi"], ""),
    (C::MotherPhone, "mother_phone", &["äidin puhelin", "äidin puhelinnumero"], ""),
    (C::MotherEmail, "mother_email", &["äidin sähköposti"], ""),
    (C::MotherSafeContact, "mother_safe_contact", &["turvallinen yhteydenotto"], "when and how it is safe"),
    (C::MotherAddressProtected, "mother_address_protected", &["turvakielto"], "yes or no"),
    (C::MotherMunicipality, "mother_municipality", &["äidin kunta", "kunta", "municipality"], "name or code"),
    (C::MotherLanguages, "mother_languages", &["äidin kielet", "äidin kieli"], "ar, suomi (alkeet), ru: fluent"),
    (C::MotherInterpreter, "mother_interpreter_needed", &["tulkki", "tulkin tarve"], "yes or no"),
    (C::MotherBirthMonth, "mother_birth_month", &["äidin syntymäkuukausi"], "1994-05 or 5/1994"),
    (C::MotherChildren, "mother_children_birth_months", &["lasten syntymäkuukaudet"], "5/2019, 11/2022"),
    (C::MotherExpectsChild, "mother_expects_child", &["odottaa lasta"], "yes or no"),
    (C::MotherGender, "mother_gender", &["äidin sukupuoli"], "woman, man, other"),
    (C::MotherImmigrantBackground, "mother_immigrant_background", &["maahanmuuttajatausta"], "yes or no"),
    (C::MotherInChildProtection, "mother_in_child_protection", &["lastensuojelun asiakas"], "yes or no"),
    (C::MotherProfession, "mother_profession_code", &["äidin ammattikoodi"], "ISCO-08"),
    (C::MotherWish, "mother_wish", &["äidin toive", "toive"], "what would help her"),
    (C::MotherAgrees, "mother_agrees", &["äidin suostumus", "suostumus"], "yes: she knows of it and agrees"),
    (C::Source, "source", &["ohjaava taho", "ohjannut", "mistä ohjattu"], "who referred her: clinic, self, school…"),
    (C::ReferredOn, "referred_on", &["ohjattu", "hakenut"], "active_since when empty"),
    (C::AcceptedOn, "accepted_on", &["otettu mukaan"], "referred_on when empty"),
    (C::InformedOn, "informed_on", &["informoitu", "tietosuojaseloste annettu"], "day of the Article 14 notice"),
    (C::InformedHow, "informed_how", &["informointitapa"], "phone, sms, email, meeting"),
    (C::VolunteerName, "volunteer_name", &["vapaaehtoisen nimi", "vapaaehtoinen"], "as of the mother"),
    (C::VolunteerGivenName, "volunteer_given_name", &["vapaaehtoisen etunimi"], ""),
    (C::VolunteerFamilyName, "volunteer_family_name", &["vapaaehtoisen sukunimi"], ""),
    (C::VolunteerPhone, "volunteer_phone", &["vapaaehtoisen puhelin", "vapaaehtoisen puhelinnumero"], ""),
    (C::VolunteerEmail, "volunteer_email", &["vapaaehtoisen sähköposti"], ""),
    (C::VolunteerMunicipality, "volunteer_municipality", &["vapaaehtoisen kunta"], "name or code"),
    (C::VolunteerLanguages, "volunteer_languages", &["vapaaehtoisen kielet", "vapaaehtoisen kieli"], "with levels"),
    (C::VolunteerBirthMonth, "volunteer_birth_month", &["vapaaehtoisen syntymäkuukausi"], ""),
    (C::VolunteerGender, "volunteer_gender", &["vapaaehtoisen sukupuoli"], ""),
    (C::VolunteerProfession, "volunteer_profession_code", &["vapaaehtoisen ammattikoodi"], "ISCO-08"),
    (C::AppliedOn, "volunteer_applied_on", &["vapaaehtoinen hakenut"], "approved_on when empty"),
    (C::TrainedOn, "volunteer_trained_on", &["koulutus", "koulutettu"], ""),
    (C::TrainingHours, "volunteer_training_hours", &["koulutustunnit"], "the programme's when empty"),
    (C::InterviewedOn, "volunteer_interviewed_on", &["haastattelu", "haastateltu"], ""),
    (C::PledgedOn, "volunteer_pledged_on", &["vaitiolositoumus", "vaitiolo"], ""),
    (C::StepsDone, "volunteer_steps_done", &["vaiheet tehty"], "yes: steps without a day were done by approval"),
    (C::ExtractConsentedOn, "volunteer_extract_consented_on", &["otesuostumus"], "where the role asks for an extract"),
    (C::ExtractOrderedOn, "volunteer_extract_ordered_on", &["ote tilattu"], ""),
    (C::ExtractIssuedOn, "volunteer_extract_issued_on", &["ote päivätty"], ""),
    (C::ExtractInspectedOn, "volunteer_extract_inspected_on", &["ote tarkastettu"], ""),
    (C::ApprovedOn, "volunteer_approved_on", &["vapaaehtoinen hyväksytty", "hyväksytty"], "active_since when empty"),
    (C::Capacity, "volunteer_capacity", &["pareja enintään"], "the programme's when empty"),
];

/// Columns that must never be there: the identity code is not collected.
const FORBIDDEN: [&str; 5] = ["henkilötunnus", "hetu", "sotu", "personal identity code", "social security number"];

impl Column {
    /// By its name or one of its other names.
    pub fn of_header(header: &str) -> Option<Self> {
        let header = plain(header);
        let header = match header.split_once(' ') {
            Some(("participant", rest)) => format!("mother {rest}"),
            Some(("osallistujan", rest)) => format!("äidin {rest}"),
            _ => header,
        };
        let meant = |(_, name, others, _): &&(Column, &str, &[&str], &str)| {
            plain(name) == header || others.iter().any(|other| plain(other) == header)
        };
        COLUMNS.iter().find(meant).map(|(column, ..)| *column)
    }

    pub fn name(self) -> &'static str {
        COLUMNS.iter().find(|(column, ..)| *column == self).map_or("", |(_, name, ..)| name)
    }

    /// Every one, in the order in which they are named.
    pub fn all() -> impl Iterator<Item = Self> {
        COLUMNS.iter().map(|(column, ..)| *column)
    }

    pub fn about(self) -> About {
        if self.name().starts_with("volunteer_") {
            About::Volunteer
        } else if matches!(self, C::Programme | C::ActiveSince) {
            About::Row
        } else {
            About::Mother
        }
    }
}

/// Every column with its other names and what it holds, one a line.
pub fn table() -> impl Iterator<Item = (&'static str, String, &'static str)> {
    COLUMNS.iter().map(|(_, name, others, holds)| (*name, others.join(", "), *holds))
}

pub fn is_forbidden(header: &str) -> bool {
    let words = plain(header);
    FORBIDDEN.iter().any(|forbidden| words == *forbidden || words.split(' ').any(|word| word == *forbidden))
}

/// Small letters, one space between words.
pub(crate) fn plain(text: &str) -> String {
    let letters = text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect::<String>();
    let words: Vec<_> = letters.split_whitespace().filter(|word| *word != "pvm").collect();
    words.join(" ")
}

/// A, B … Z, AA …, from 0.
pub fn letter(index: usize) -> String {
    const LETTERS: [char; 26] = [
        'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V',
        'W', 'X', 'Y', 'Z',
    ];
    let last = LETTERS[index % 26];
    if index < 26 { last.to_string() } else { format!("{}{last}", letter(index / 26 - 1)) }
}
