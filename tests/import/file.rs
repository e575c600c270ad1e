//! The list of a coordinator, as her spreadsheet saves it.

use jiff::{ToSpan as _, civil::Date};

pub(crate) const HEADER: &str = "Toimintamuoto;Äidin etunimi;Äidin sukunimi;Äidin puhelin;Kunta;Äidin kielet;\
    Äidin syntymäkuukausi;Maahanmuuttajatausta;Suostumus;Ohjaava taho;Ohjattu;Vapaaehtoinen;Vapaaehtoisen puhelin;\
    Vapaaehtoisen kielet;Vapaaehtoisen sukupuoli;Vaiheet tehty;Hyväksytty;Pari alkaen";

/// The day the n-th pair first met.
pub(crate) fn met(n: i64) -> Date {
    Date::constant(2024, 1, 8).saturating_add((n * 9).days())
}

fn finnish(date: Date) -> String {
    date.strftime("%-d.%-m.%Y").to_string()
}

fn mother(n: i64, referred_on: Date) -> String {
    format!(
        "Äiti{n:03};Esimerkki;040 1{n:06};Pori;arabia, suomi (alkeet);5/1992;kyllä;kyllä;neuvola;{}",
        finnish(referred_on)
    )
}

fn volunteer(n: i64, approved_on: Date) -> String {
    format!("Esimerkki, Ystävä{n:03};050 2{n:06};suomi (äidinkieli);nainen;kyllä;{}", finnish(approved_on))
}

pub(crate) fn pair(n: i64) -> String {
    let met = met(n);
    let (mother, volunteer) = (mother(n, met.saturating_sub(60.days())), volunteer(n, met.saturating_sub(90.days())));
    format!("Ystäväksi maahanmuuttajaäidille;{mother};{volunteer};{}", finnish(met))
}

pub(crate) fn waiting(n: i64) -> String {
    format!("{};{};;;;;;;", super::district::FRIEND, mother(n, met(n)))
}

pub(crate) fn free(n: i64) -> String {
    format!("{};;;;;;;;;;;{};", super::district::FRIEND, volunteer(n, met(n)))
}

/// In the letters of a Western European Windows.
pub(crate) fn file(lines: &[String]) -> Vec<u8> {
    let text = format!("{HEADER}\r\n{}\r\n", lines.join("\r\n"));
    encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()
}
