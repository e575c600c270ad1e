//! What a cell says. Whoever wrote the list wrote it for people: dates, answers and codes come in several forms.

use jiff::{ToSpan as _, civil::Date};
use proto::referrals::v1::{Answer, ContactChannel, Gender, ReferralSource, SpokenLanguage};

use super::{
    columns::{Column, plain},
    languages,
    problems::Problems,
    reading::Line,
};

/// Longest texts that services take, in characters.
const NAME: usize = 200;
const NOTE: usize = 4_000;

/// The cells of one line. Reading a bad one adds a problem and gives nothing.
pub(crate) struct Cells<'l, 'p> {
    pub(crate) line: &'l Line,
    pub(crate) problems: &'p mut Problems,
}

impl Cells<'_, '_> {
    pub(crate) fn problem(&mut self, column: Column, problem: &'static str) {
        self.problems.at(self.line.number, column, problem);
    }

    fn read<T>(&mut self, column: Column, read: impl FnOnce(&str) -> Result<T, &'static str>) -> Option<T> {
        let text = self.line.cell(column)?;
        let read = if is_fault(text) { Err("is an error of the spreadsheet") } else { read(text) };
        read.map_err(|problem| self.problem(column, problem)).ok()
    }

    /// Empty when the cell is.
    pub(crate) fn text(&mut self, column: Column) -> String {
        self.read(column, |text| within(text, NAME)).unwrap_or_default()
    }

    pub(crate) fn note(&mut self, column: Column) -> String {
        self.read(column, |text| within(text, NOTE)).unwrap_or_default()
    }

    pub(crate) fn phone(&mut self, column: Column) -> String {
        self.read(column, phone).unwrap_or_default()
    }

    pub(crate) fn email(&mut self, column: Column) -> String {
        self.read(column, email).unwrap_or_default()
    }

    pub(crate) fn date(&mut self, column: Column) -> Option<Date> {
        self.read(column, date)
    }

    /// "YYYY-MM", or empty.
    pub(crate) fn month(&mut self, column: Column) -> String {
        self.read(column, month).unwrap_or_default()
    }

    pub(crate) fn months(&mut self, column: Column) -> Vec<String> {
        let several = |text: &str| text.split([',', ';', '+', '\n']).map(str::trim).map(month).collect();
        self.read(column, several).unwrap_or_default()
    }

    pub(crate) fn answer(&mut self, column: Column) -> Answer {
        self.read(column, answer).unwrap_or_default()
    }

    pub(crate) fn is_yes(&mut self, column: Column) -> bool {
        self.answer(column) == Answer::Yes
    }

    pub(crate) fn number(&mut self, column: Column, most: u32) -> Option<u32> {
        let number = |text: &str| {
            // Of a spreadsheet, 3 may be 3,0.
            let whole = text.strip_suffix(",0").or_else(|| text.strip_suffix(".0")).unwrap_or(text);
            let number = whole.parse().ok().filter(|number| (1..=most).contains(number));
            number.ok_or("is not a whole number, or too large")
        };
        self.read(column, number)
    }

    pub(crate) fn gender(&mut self, column: Column) -> Gender {
        self.read(column, gender).unwrap_or_default()
    }

    pub(crate) fn languages(&mut self, column: Column) -> Vec<SpokenLanguage> {
        self.read(column, languages::spoken).unwrap_or_default()
    }

    pub(crate) fn municipality(&mut self, column: Column) -> String {
        self.read(column, municipality).unwrap_or_default()
    }

    pub(crate) fn profession(&mut self, column: Column) -> String {
        let code = |text: &str| {
            let digits = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.to_owned()).ok_or("is not an ISCO-08 code of one to four digits")
        };
        self.read(column, code).unwrap_or_default()
    }

    pub(crate) fn source(&mut self, column: Column) -> Option<ReferralSource> {
        self.read(column, source)
    }

    pub(crate) fn channel(&mut self, column: Column) -> Option<ContactChannel> {
        self.read(column, channel)
    }
}

/// What a spreadsheet shows where a formula has no value.
fn is_fault(text: &str) -> bool {
    text.starts_with('#') && text.len() <= 8 && text.ends_with(['!', '?', 'A', '0'])
}

fn within(text: &str, limit: usize) -> Result<String, &'static str> {
    if text.chars().count() > limit {
        return Err("is too long");
    }
    if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')) {
        return Err("has characters that cannot be shown");
    }
    Ok(text.to_owned())
}

fn phone(text: &str) -> Result<String, &'static str> {
    if text.chars().any(char::is_alphabetic) {
        return Err("is not a phone number; a spreadsheet may have shortened it: make the column text");
    }
    within(text, NAME)
}

fn email(text: &str) -> Result<String, &'static str> {
    if text.contains('@') && !text.contains(char::is_whitespace) {
        within(text, NAME)
    } else {
        Err("is not an e-mail address")
    }
}

/// 2.3.2026 or 2026-03-02. Any other order of day and month could be meant otherwise.
pub(crate) fn date(text: &str) -> Result<Date, &'static str> {
    const NOT_A_DATE: &str = "is not a date like 2.3.2026 or 2026-03-02";
    let parts: Vec<_> = text.split('.').map(str::trim).collect();
    let date = match parts.as_slice() {
        [day, month, year] if year.len() == 4 => civil(year, month, day),
        [serial] if serial.len() == 5 => serial.parse().ok().and_then(of_serial),
        [iso] => iso.parse().ok().filter(|_| iso.len() == 10),
        _ => None,
    };
    date.filter(|date| (1900..=2200).contains(&date.year())).ok_or(NOT_A_DATE)
}

/// The day that a spreadsheet counts so: what it holds under a date that it does not show as one.
fn of_serial(days: i64) -> Option<Date> {
    Date::constant(1899, 12, 30).checked_add(days.days()).ok()
}

fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// 1994-05, 5/1994, 5.1994, or a whole date, of which the day is dropped: it is not collected.
fn month(text: &str) -> Result<String, &'static str> {
    let parts: Vec<_> = text.split(['.', '/', '-']).map(str::trim).collect();
    let first = match parts.as_slice() {
        [year, month] if year.len() == 4 => civil(year, month, "1"),
        [month, year] if year.len() == 4 => civil(year, month, "1"),
        _ => date(text).ok(),
    };
    first.map(|date| date.strftime("%Y-%m").to_string()).ok_or("is not a month like 5/1994 or 1994-05")
}

fn answer(text: &str) -> Result<Answer, &'static str> {
    match plain(text).as_str() {
        "yes" | "y" | "x" | "1" | "true" | "kyllä" | "k" | "on" => Ok(Answer::Yes),
        "no" | "n" | "0" | "false" | "ei" | "e" => Ok(Answer::No),
        _ => Err("is neither yes nor no"),
    }
}

fn gender(text: &str) -> Result<Gender, &'static str> {
    match plain(text).as_str() {
        "woman" | "female" | "f" | "nainen" | "kvinna" => Ok(Gender::Woman),
        "man" | "male" | "m" | "mies" => Ok(Gender::Man),
        "other" | "muu" | "annan" => Ok(Gender::Other),
        _ => Err("is not woman, man or other"),
    }
}

/// A code without its leading zeros is one that a spreadsheet took for a number.
fn municipality(text: &str) -> Result<String, &'static str> {
    let padded = format!("{text:0>3}");
    if municipalities::is_municipality(&padded) {
        return Ok(padded);
    }
    municipalities::by_name(text).map(str::to_owned).ok_or("is not a municipality by name or code")
}

fn source(text: &str) -> Result<ReferralSource, &'static str> {
    use ReferralSource as S;
    let words = plain(text);
    let by_word = match words.as_str() {
        "neuvola" => Some(S::Clinic),
        "itse" | "herself" | "self" => Some(S::Self_),
        "kotoutumispalvelut" | "kotouttaminen" => Some(S::IntegrationServices),
        "työllisyyspalvelut" | "te toimisto" => Some(S::EmploymentServices),
        "yhdistys" | "järjestö" => Some(S::Association),
        "vastaanottokeskus" => Some(S::ReceptionCentre),
        "koulu" | "oppilashuolto" => Some(S::School),
        "varhaiskasvatus" | "päiväkoti" => Some(S::EarlyEducation),
        "etsivä työ" | "etsivä perhetyö" => Some(S::Outreach),
        "pilottiäiti" => Some(S::PilotMother),
        "sosiaalipalvelut" | "sosiaalityö" | "perhepalvelut" => Some(S::SocialServices),
        "nuorisotyö" => Some(S::YouthWork),
        "perheneuvola" => Some(S::FamilyCounselling),
        "koti" => Some(S::Home),
        "aikuiskoulutus" | "kansalaisopisto" => Some(S::AdultEducation),
        "ystävä" | "tuttava" => Some(S::Friend),
        _ => None,
    };
    let by_name = || S::from_str_name(&format!("REFERRAL_SOURCE_{}", words.replace(' ', "_").to_uppercase()));
    let known = by_word.or_else(by_name).filter(|source| *source != S::Unspecified);
    known.ok_or("is not a known source, such as clinic, self, integration-services, association or school")
}

fn channel(text: &str) -> Result<ContactChannel, &'static str> {
    match plain(text).as_str() {
        "phone" | "puhelin" | "puhelimitse" => Ok(ContactChannel::Phone),
        "sms" | "tekstiviesti" => Ok(ContactChannel::Sms),
        "email" | "e mail" | "sähköposti" => Ok(ContactChannel::Email),
        "meeting" | "tapaaminen" | "tavatessa" | "paperi" => Ok(ContactChannel::Meeting),
        _ => Err("is not phone, sms, email or meeting"),
    }
}
