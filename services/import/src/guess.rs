//! Which column of a file tells what, by its header, in Finnish, Swedish or English, and by what is imported: in a list
//! of volunteers a name is a volunteer's.

use crate::columns::{About, Column as C, plain};

/// What a file holds, as whoever brings it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Mothers who wait.
    Waiting,
    Volunteers,
    /// A pair on each line; beside them mothers who wait and volunteers.
    Pairs,
}

/// Headers, and what they mean of a mother and of a volunteer.
const OF_ONE: &[(&[&str], Option<C>, Option<C>)] = &[
    (&["nimi", "koko nimi", "name", "full name", "namn"], Some(C::MotherName), Some(C::VolunteerName)),
    (&["etunimi", "given name", "first name", "förnamn"], Some(C::MotherGivenName), Some(C::VolunteerGivenName)),
    (
        &["sukunimi", "family name", "last name", "surname", "efternamn"],
        Some(C::MotherFamilyName),
        Some(C::VolunteerFamilyName),
    ),
    (
        &["puhelin", "puhelinnumero", "puh", "gsm", "phone", "phone number", "telefon", "telefonnummer"],
        Some(C::MotherPhone),
        Some(C::VolunteerPhone),
    ),
    (
        &["sähköposti", "sähköpostiosoite", "email", "e mail", "e post", "epost"],
        Some(C::MotherEmail),
        Some(C::VolunteerEmail),
    ),
    (
        &["kunta", "kotikunta", "paikkakunta", "municipality", "kommun", "hemkommun", "hemort"],
        Some(C::MotherMunicipality),
        Some(C::VolunteerMunicipality),
    ),
    (
        &["kieli", "kielet", "kielitaito", "language", "languages", "språk"],
        Some(C::MotherLanguages),
        Some(C::VolunteerLanguages),
    ),
    (
        &["syntymäkuukausi", "syntymäaika", "syntynyt", "birth month", "date of birth", "född", "födelsetid"],
        Some(C::MotherBirthMonth),
        Some(C::VolunteerBirthMonth),
    ),
    (&["sukupuoli", "gender", "kön"], Some(C::MotherGender), Some(C::VolunteerGender)),
    (&["ammattikoodi", "profession code", "yrkeskod"], Some(C::MotherProfession), Some(C::VolunteerProfession)),
    (&["lapset", "lasten syntymäajat", "children", "barn"], Some(C::MotherChildren), None),
    (&["tulkin tarve", "interpreter", "tolk"], Some(C::MotherInterpreter), None),
    (&["jonossa", "jonossa alkaen", "odottaa", "waiting since", "i kö sedan"], Some(C::ReferredOn), None),
    (&["samtycke", "consent", "agrees"], Some(C::MotherAgrees), None),
    (&["önskemål", "wish"], Some(C::MotherWish), None),
    (&["approved", "approved on", "godkänd"], None, Some(C::ApprovedOn)),
    (&["training", "utbildning", "peruskoulutus"], None, Some(C::TrainedOn)),
    (&["interview", "intervju"], None, Some(C::InterviewedOn)),
    (&["pledge", "tystnadslöfte", "sekretessförbindelse"], None, Some(C::PledgedOn)),
];

/// Headers of a list of pairs in Swedish.
const OF_BOTH: &[(&str, C)] = &[
    ("moderns namn", C::MotherName),
    ("moderns telefon", C::MotherPhone),
    ("moderns språk", C::MotherLanguages),
    ("moderns kommun", C::MotherMunicipality),
    ("frivilliges namn", C::VolunteerName),
    ("frivillig", C::VolunteerName),
    ("frivilliges telefon", C::VolunteerPhone),
    ("frivilliges språk", C::VolunteerLanguages),
    ("verksamhetsform", C::Programme),
    ("par sedan", C::ActiveSince),
];

/// One for each header; none where it says nothing that is read. Of two that mean the same the first.
pub fn guess(header: &[String], what: Option<What>) -> Vec<Option<C>> {
    let mut taken: Vec<C> = Vec::new();
    let mut columns = Vec::new();
    for name in header {
        let column = meant(name, what).filter(|column| !taken.contains(column));
        taken.extend(column);
        columns.push(column);
    }
    columns
}

fn meant(header: &str, what: Option<What>) -> Option<C> {
    let words = plain(header);
    let of_one = OF_ONE.iter().find(|(names, ..)| names.contains(&words.as_str()));
    let by_side = match what {
        Some(What::Waiting) => of_one.and_then(|(_, mother, _)| *mother),
        Some(What::Volunteers) => of_one.and_then(|(_, _, volunteer)| *volunteer),
        Some(What::Pairs) => OF_BOTH.iter().find(|(name, _)| *name == words).map(|(_, column)| *column),
        None => None,
    };
    let other_side = match what {
        Some(What::Waiting) => Some(About::Volunteer),
        Some(What::Volunteers) => Some(About::Mother),
        Some(What::Pairs) | None => None,
    };
    by_side.or_else(|| C::of_header(header).filter(|column| Some(column.about()) != other_side))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(header: &[&str], what: Option<What>) -> Vec<Option<C>> {
        guess(&header.iter().map(ToString::to_string).collect::<Vec<_>>(), what)
    }

    #[test]
    fn a_name_is_of_whom_the_list_is() {
        let header = ["Nimi", "Puhelin", "Kunta", "Huom."];
        let mother = [Some(C::MotherName), Some(C::MotherPhone), Some(C::MotherMunicipality), None];
        assert_eq!(guessed(&header, Some(What::Waiting)), mother);
        let volunteer = [Some(C::VolunteerName), Some(C::VolunteerPhone), Some(C::VolunteerMunicipality), None];
        assert_eq!(guessed(&header, Some(What::Volunteers)), volunteer);
        assert_eq!(guessed(&["Namn", "Telefon"], Some(What::Waiting)), mother[..2]);
    }

    #[test]
    fn a_second_column_of_the_same_is_left_to_whoever_maps() {
        let header = ["Nimi", "Name", "Äidin nimi"];
        assert_eq!(guessed(&header, Some(What::Waiting)), [Some(C::MotherName), None, None]);
    }
}
