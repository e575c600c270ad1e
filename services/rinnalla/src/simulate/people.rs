//! Invented people. Numbers are of the series 040 555, addresses of example.org.

use jiff::civil::Date;
use proto::{
    programmes::v1::LanguageLevel,
    referrals::v1::{Answer, Gender, PersonFacts, PersonIdentity, SpokenLanguage},
};

use super::{chance::Chance, days::plus_months};

/// Somebody who never lived.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    pub identity: PersonIdentity,
    pub facts: PersonFacts,
}

/// What the rules of a programme ask of a participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Is {
    Mother,
    /// A child or young person.
    Young,
    /// A family with a small child.
    SmallFamily,
    /// A woman with a profession and some Finnish.
    Professional,
}

struct Names {
    code: &'static str,
    women: &'static [&'static str],
    boys: &'static [&'static str],
    families: &'static [&'static str],
}

const NAMES: [Names; 24] = [
    names(
        "ru",
        &["Marina", "Jelena", "Svetlana", "Olga", "Tatjana", "Ljudmila"],
        &["Kirill", "Timur"],
        &["Sokolova", "Morozova", "Vasiljeva", "Belova"],
    ),
    names(
        "uk",
        &["Oksana", "Iryna", "Nadija", "Halyna", "Solomija", "Darija"],
        &["Bohdan", "Ostap"],
        &["Kovalenko", "Shevchuk", "Melnyk", "Tkachenko"],
    ),
    names(
        "ar",
        &["Amal", "Huda", "Rania", "Zainab", "Mariam", "Noor"],
        &["Karim", "Yusuf"],
        &["Haddad", "al-Jabri", "Mansour", "Saleh"],
    ),
    names("et", &["Kadri", "Piret", "Tiina", "Maarika"], &["Rasmus", "Karl"], &["Tamm", "Saar", "Kask", "Rebane"]),
    names("th", &["Suda", "Malee", "Kanya", "Nattaya"], &["Anan", "Chai"], &["Srisai", "Wongsa", "Chaiya"]),
    names("tr", &["Elif", "Zeynep", "Ayla", "Derya"], &["Emre", "Kaan"], &["Yildiz", "Aksoy", "Demir"]),
    names("pl", &["Agnieszka", "Ewa", "Joanna", "Magda"], &["Kuba", "Tomek"], &["Nowicka", "Zielinska", "Wrona"]),
    names("en", &["Grace", "Joy", "Abigail", "Faith"], &["Daniel", "Victor"], &["Okoye", "Mensah", "Walker"]),
    names(
        "fi",
        &["Aino", "Kaisa", "Tuuli", "Pirkko", "Sanna", "Outi", "Helmi", "Riikka"],
        &["Eetu", "Onni", "Veeti"],
        &["Lehtola", "Niskanen", "Rantala", "Koskela", "Hietanen", "Vainio"],
    ),
    names("sv", &["Annika", "Ebba", "Linnea", "Maj"], &["Elis", "Anton"], &["Lindroos", "Sundqvist", "Nyberg"]),
    names("so", &["Hodan", "Ifrah", "Sahra", "Fadumo"], &["Abdi", "Liban"], &["Warsame", "Farah", "Jama"]),
    names("sq", &["Arta", "Vjosa", "Drita", "Liridona"], &["Arben", "Dren"], &["Krasniqi", "Berisha", "Hoxha"]),
    names("ku", &["Berivan", "Rojin", "Nergiz"], &["Baran", "Serhat"], &["Karahan", "Zana", "Welat"]),
    names("ckb", &["Shilan", "Tara", "Chiman"], &["Hiwa", "Rebin"], &["Karimi", "Sharif", "Rashid"]),
    names("kmr", &["Zelal", "Evin", "Dilan"], &["Azad", "Rojhat"], &["Aslan", "Botan", "Mirza"]),
    names("fa", &["Parisa", "Shirin", "Laleh", "Mahsa"], &["Arash", "Kian"], &["Rahimi", "Moradi", "Sadeghi"]),
    names("prs", &["Freshta", "Latifa", "Palwasha"], &["Jawad", "Omid"], &["Nazari", "Haidari", "Amiri"]),
    names("es", &["Lucia", "Carmen", "Valeria", "Paloma"], &["Mateo", "Diego"], &["Herrera", "Molina", "Rojas"]),
    names("vi", &["Linh", "Thao", "Huong"], &["Minh", "Duc"], &["Tran", "Pham"]),
    names("zh", &["Meiling", "Xiu", "Lan"], &["Jun", "Wei"], &["Zhou", "Lin"]),
    names("fr", &["Aminata", "Sylvie", "Chantal"], &["Luc", "Moussa"], &["Diallo", "Mbala"]),
    names("ti", &["Selam", "Semhar", "Luwam"], &["Yonas", "Filmon"], &["Tesfay", "Haile"]),
    names("bn", &["Nasrin", "Rumana", "Shirin"], &["Rafi", "Tanvir"], &["Hossain", "Akter"]),
    names("pt", &["Beatriz", "Larissa", "Ines"], &["Tiago", "Rui"], &["Moreira", "Duarte"]),
];

/// Languages that a share "other" stands for.
const OTHERS: [&str; 6] = ["vi", "zh", "fr", "ti", "bn", "pt"];

/// ISCO-08.
pub(crate) const PROFESSIONS: [&str; 12] =
    ["2212", "2221", "2330", "2411", "2512", "2519", "2142", "2161", "2431", "2611", "2635", "2643"];

const fn names(
    code: &'static str,
    women: &'static [&'static str],
    boys: &'static [&'static str],
    families: &'static [&'static str],
) -> Names {
    Names { code, women, boys, families }
}

/// Makes the people of one district, no two with the same number.
pub(crate) struct People {
    chance: Chance,
    numbers: u32,
}

impl People {
    /// `series` keeps the numbers of districts apart.
    pub(crate) fn new(chance: Chance, series: u32) -> Self {
        Self { chance, numbers: series }
    }

    /// `language` is a code of the year's figures.
    pub(crate) fn participant(&mut self, is: Is, language: &str, municipality: &str, on: Date) -> Person {
        let language = match language {
            "other" => *self.chance.pick(&OTHERS),
            joined => self.chance.pick(&joined.split('+').collect::<Vec<_>>()),
        }
        .to_owned();
        let boy = is == Is::Young && self.chance.below(2) == 0;
        let gender = if boy { Gender::Man } else { Gender::Woman };
        let age = match is {
            Is::Young => self.chance.between(8, 15),
            Is::Mother | Is::SmallFamily => self.chance.between(22, 42),
            Is::Professional => self.chance.between(27, 51),
        };
        let background = matches!(is, Is::Mother | Is::Professional) && language != "fi" && language != "sv";
        let mut languages = vec![speaks(&language, LanguageLevel::Native)];
        if language != "fi" {
            let level = match (is, self.chance.below(4)) {
                (Is::Professional | Is::Young, _) | (_, 0) => LanguageLevel::Basic,
                (_, 1) => LanguageLevel::None,
                _ => LanguageLevel::Beginner,
            };
            languages.push(speaks("fi", level));
        }
        if self.chance.below(4) == 0 && language != "en" {
            languages.push(speaks("en", LanguageLevel::Basic));
        }
        let youngest = if is == Is::SmallFamily { 5 } else { 12 };
        let children = if is == Is::Young { 0 } else { 1 + self.chance.below(3) };
        let child_birth_months =
            (0..children).map(|n| self.born(on, i64::from(n == 0), if n == 0 { youngest } else { 14 })).collect();
        let needs_interpreter = languages.iter().any(|spoken| spoken.level() == LanguageLevel::None);
        let facts = PersonFacts {
            municipality_code: municipality.to_owned(),
            birth_month: month(plus_months(on, -12 * i32::try_from(age).unwrap_or(30) - 3)),
            gender: gender.into(),
            languages,
            interpreter_needed: yes(needs_interpreter).into(),
            immigrant_background: yes(background || language != "fi" && language != "sv").into(),
            in_child_protection: if is == Is::Young { Answer::No } else { Answer::Unspecified }.into(),
            in_no_service_before: if self.chance.below(3) == 0 { Answer::Yes } else { Answer::Unspecified }.into(),
            expects_child: Answer::Unspecified.into(),
            profession_code: String::new(),
            child_birth_months,
        };
        Person { identity: self.identity(&language, boy), facts }
    }

    /// A woman who speaks Finnish, or now and then Swedish as well.
    pub(crate) fn volunteer(&mut self, municipality: &str, profession: &str, on: Date) -> Person {
        let swedish = self.chance.below(12) == 0;
        let first = if swedish { "sv" } else { "fi" };
        let mut languages = vec![speaks(first, LanguageLevel::Native)];
        languages.push(speaks(if swedish { "fi" } else { "en" }, LanguageLevel::Fluent));
        let extra = *self.chance.pick(&["ru", "sv", "en", "de", "fr"]);
        if self.chance.below(3) == 0 && languages.iter().all(|spoken| spoken.code != extra) {
            languages.push(speaks(extra, LanguageLevel::Basic));
        }
        let age = i32::try_from(self.chance.between(24, 68)).unwrap_or(40);
        let children = self.chance.below(3);
        let facts = PersonFacts {
            municipality_code: municipality.to_owned(),
            birth_month: month(plus_months(on, -12 * age - 5)),
            gender: Gender::Woman.into(),
            languages,
            profession_code: profession.to_owned(),
            child_birth_months: (0..children).map(|_| self.born(on, 1, 16)).collect(),
            ..PersonFacts::default()
        };
        Person { identity: self.identity(first, false), facts }
    }

    fn identity(&mut self, language: &str, boy: bool) -> PersonIdentity {
        let known = NAMES.iter().find(|names| names.code == language).unwrap_or(&NAMES[0]);
        let given = *self.chance.pick(if boy { known.boys } else { known.women });
        let family = *self.chance.pick(known.families);
        self.numbers += 1;
        let email = if self.chance.below(3) == 0 {
            String::new()
        } else {
            let family = family.to_lowercase().replace('-', "");
            format!("{}.{family}.{}@example.org", given.to_lowercase(), self.numbers)
        };
        PersonIdentity {
            given_name: given.to_owned(),
            family_name: family.to_owned(),
            phone: format!("040 555 {:04}", self.numbers),
            email,
            ..PersonIdentity::default()
        }
    }

    fn born(&mut self, on: Date, youngest: i64, oldest: i64) -> String {
        let months = self.chance.between(12 * youngest, 12 * oldest);
        month(plus_months(on, -i32::try_from(months).unwrap_or(24) - 1))
    }
}

fn yes(yes: bool) -> Answer {
    if yes { Answer::Yes } else { Answer::No }
}

fn speaks(code: &str, level: LanguageLevel) -> SpokenLanguage {
    SpokenLanguage { code: code.to_owned(), level: level.into() }
}

pub(crate) fn month(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_of_an_invented_series_and_distinct() {
        let mut people = People::new(Chance::new(1, "people"), 1000);
        let made: Vec<_> =
            (0..50).map(|_| people.participant(Is::Mother, "other", "609", Date::constant(2025, 3, 1))).collect();
        let mut numbers: Vec<_> = made.iter().map(|person| person.identity.phone.clone()).collect();
        numbers.dedup();
        assert_eq!(numbers.len(), 50);
        assert!(numbers.iter().all(|number| number.starts_with("040 555 ") && number.len() == 12));
        assert!(made.iter().all(|person| !person.facts.child_birth_months.is_empty()));
    }
}
