//! Invented people and numbers, in both languages.

use jiff::civil::date;
use proto::referrals::v1::ReferralStatus;

use crate::{
    components::{
        Action, Bar, BarChart, Cell, Choice, Column, DataTable, Doing, KeyFigure, Row, TableCell, Tag, TimelineEntry,
        TodayItem, Tone,
    },
    i18n::{Language, Texts},
};

fn either(t: Texts, finnish: &str, english: &str) -> String {
    match t.language() {
        Language::Finnish => finnish,
        Language::English => english,
    }
    .to_owned()
}

/// Labels of the example form and headings.
pub(super) struct Words {
    pub agrees: String,
    pub agrees_hint: String,
    pub given_name: String,
    pub phone: String,
    pub phone_hint: String,
    pub language: String,
    pub source: String,
    pub times: String,
    pub birth: String,
    pub birth_hint: String,
    pub wish: String,
    pub wish_hint: String,
    pub submit: String,
    pub cancel: String,
    pub saved: String,
    pub waiting: String,
    pub information: String,
}

pub(super) fn words(t: Texts) -> Words {
    Words {
        agrees: either(
            t,
            "Hän tietää ohjautumisesta ja on siihen suostunut",
            "She knows about the referral and agrees to it",
        ),
        agrees_hint: either(
            t,
            "Ilman suostumusta emme ota häneen yhteyttä.",
            "Without her consent we do not contact her.",
        ),
        given_name: either(t, "Etunimi", "Given name"),
        phone: either(t, "Puhelinnumero", "Phone number"),
        phone_hint: either(t, "Soitamme tai lähetämme tekstiviestin arkisin.", "We call or text on weekdays."),
        language: either(t, "Kieli, jolla häneen otetaan yhteyttä", "Language in which to contact her"),
        source: either(t, "Kuka ohjaa?", "Who refers?"),
        times: either(t, "Milloin hänelle sopii?", "When does it suit her?"),
        birth: either(t, "Nuorimman lapsen syntymäpäivä", "Youngest child's date of birth"),
        birth_hint: either(t, "Riittää, jos päivä on suunnilleen oikein.", "It is enough if the day is roughly right."),
        wish: either(t, "Mistä olisi apua?", "What would help?"),
        wish_hint: either(
            t,
            "Älä kirjoita terveystietoja tai henkilötunnusta.",
            "Leave out health details and identity codes.",
        ),
        submit: either(t, "Lähetä ohjautuminen", "Send the referral"),
        cancel: either(t, "Peruuta", "Cancel"),
        saved: either(
            t,
            "Ohjautuminen on hyväksytty. Oksana M. on nyt jonossa.",
            "The referral is accepted. Oksana M. is now waiting.",
        ),
        waiting: either(t, "Parien palvelu ei vastaa juuri nyt.", "The matching service is not answering just now."),
        information: either(
            t,
            "Sopimus Eurajoen kanssa päättyi 31.12.2025.",
            "The agreement with Eurajoki ended on 31 December 2025.",
        ),
    }
}

pub(super) fn problems(t: Texts) -> Vec<(&'static str, String)> {
    vec![
        (
            "agrees",
            either(t, "Varmista, että hän tietää ohjautumisesta", "Make sure that she knows about the referral"),
        ),
        ("identity.given_name", either(t, "Kirjoita etunimi", "Write a given name")),
        (
            "identity.phone",
            either(
                t,
                "Kirjoita puhelinnumero, esimerkiksi 040 123 4567",
                "Write a phone number, for example 040 123 4567",
            ),
        ),
        ("language", either(t, "Valitse kieli", "Choose a language")),
        ("source", either(t, "Valitse, kuka ohjaa", "Choose who refers")),
        ("birth", either(t, "Syntymäpäivä ei voi olla tulevaisuudessa", "A date of birth cannot be in the future")),
        ("wish", either(t, "Lyhennä tekstiä", "Shorten the text")),
    ]
}

pub(super) fn today(t: Texts) -> Vec<TodayItem> {
    let item = |name: &str, tone, tag: String, why: String, action: String| TodayItem {
        name: name.to_owned(),
        href: "/gallery".to_owned(),
        tag: Tag::new(tone, tag),
        why,
        when: String::new(),
        warning: String::new(),
        doing: Doing::There(Action { words: action, href: "/gallery".to_owned() }),
        more: None,
        note: None,
    };
    vec![
        item(
            "Oksana M.",
            Tone::Urgent,
            either(t, "2 päivää myöhässä", "2 days late"),
            either(
                t,
                "Neuvola ohjasi 19.2. Lupasimme vastata viimeistään 26.2.2026.",
                "Referred by the clinic on 19 February. We promised an answer by 26 February 2026.",
            ),
            either(t, "Vastaa", "Answer"),
        ),
        item(
            "Amina H. ja Leena K.",
            Tone::Attention,
            either(t, "Hiljaista 47 päivää", "Silent for 47 days"),
            either(
                t,
                "Ystäväparista ei ole kuulunut tammikuun puolivälin jälkeen. Leena vastaa parhaiten illalla.",
                "Nothing from the pair since mid-January. Leena answers best in the evening.",
            ),
            either(t, "Soita Leenalle", "Call Leena"),
        ),
        item(
            "Samira A.",
            Tone::Active,
            either(t, "Tänään klo 14.00", "Today at 14:00"),
            either(
                t,
                "Ensitapaaminen Kirjaston kahviossa, lastenhoito varattu, tulkki tilattu.",
                "First meeting at the library café, childcare booked, interpreter ordered.",
            ),
            either(t, "Avaa tapaaminen", "Open the meeting"),
        ),
    ]
}

pub(super) fn facts(t: Texts) -> Vec<(String, String)> {
    vec![
        (
            either(t, "Toimintamuoto", "Programme"),
            either(t, "Ystäväksi maahanmuuttajaäidille", "A friend for an immigrant mother"),
        ),
        (either(t, "Kotikunta", "Municipality"), "Pori".to_owned()),
        (
            either(t, "Kielet", "Languages"),
            either(t, "ukraina, venäjä, suomi alkeet", "Ukrainian, Russian, beginner's Finnish"),
        ),
        (either(t, "Lapset", "Children"), either(t, "2 ja 5 vuotta", "2 and 5 years")),
        (either(t, "Jonossa alkaen", "Waiting since"), t.date(date(2026, 1, 12))),
    ]
}

pub(super) fn timeline(t: Texts) -> Vec<TimelineEntry> {
    vec![
        TimelineEntry {
            when: t.long_date(date(2026, 3, 2)),
            what: either(t, "Yhteydenotto", "Contact"),
            words: either(
                t,
                "Soitin. Hän haluaisi kävelyseuraa arkiaamuisin, kun isompi lapsi on kerhossa.",
                "Called. She would like company for walks on weekday mornings while the older child is at the club.",
            ),
            who: "Marja Lehtonen".to_owned(),
        },
        TimelineEntry {
            when: t.long_date(date(2026, 1, 14)),
            what: either(t, "Hyväksytty, jonoon", "Accepted, waiting"),
            words: String::new(),
            who: "Marja Lehtonen".to_owned(),
        },
        TimelineEntry {
            when: t.long_date(date(2026, 1, 12)),
            what: either(t, "Ohjautuminen vastaanotettu", "Referral received"),
            words: either(t, "Porin neuvola", "Pori child-health clinic"),
            who: String::new(),
        },
    ]
}

pub(super) fn table(t: Texts) -> DataTable {
    let column = |words: String, is_number| Column { words, is_number };
    let row = |name: &str, from: String, status, days: u64| Row {
        name: name.to_owned(),
        href: "/gallery".to_owned(),
        cells: vec![
            TableCell::Words(from),
            TableCell::Tag(Tag::of_referral(status, t)),
            TableCell::Words(t.number(days)),
        ],
    };
    DataTable {
        caption: either(t, "Ohjautumiset", "Referrals"),
        columns: vec![
            column(either(t, "Nimi", "Name"), false),
            column(either(t, "Ohjaava taho", "Referred by"), false),
            column(either(t, "Tila", "Status"), false),
            column(either(t, "Odottanut, päivää", "Waited, days"), true),
        ],
        rows: vec![
            row("Oksana M.", either(t, "Neuvola", "Clinic"), ReferralStatus::Requested, 11),
            row("Amina H.", either(t, "Kotoutumispalvelut", "Integration services"), ReferralStatus::Accepted, 47),
            row("Nguyễn Thị Hoa", either(t, "Hän itse", "Herself"), ReferralStatus::OnHold, 92),
            row(
                "Leyla Demir-Korhonen",
                either(t, "Varhaiskasvatus", "Early education"),
                ReferralStatus::InProgress,
                1204,
            ),
        ],
    }
}

pub(super) fn key_figures(t: Texts) -> Vec<KeyFigure> {
    vec![
        KeyFigure {
            what: either(t, "Ystäväpareja", "Pairs"),
            value: t.number(53),
            more: either(t, "48 vuoden alussa", "48 at the start of the year"),
        },
        KeyFigure {
            what: either(t, "Jonossa", "Waiting"),
            value: t.number(22),
            more: either(t, "14 vuoden alussa", "14 at the start of the year"),
        },
        KeyFigure {
            what: either(t, "Päiviä ensitapaamiseen", "Days to the first meeting"),
            value: t.number(63),
            more: either(t, "mediaani", "median"),
        },
        KeyFigure {
            what: either(t, "Pari löytyi", "A friend found"),
            value: t.percent(46, 102),
            more: either(t, "46 henkilöä 102:sta", "46 of 102 people"),
        },
    ]
}

pub(super) fn chart(t: Texts) -> BarChart {
    let bar = |name: String, cell, is_other| Bar { name, cell, is_other };
    BarChart {
        caption: either(t, "Uudet pyynnöt kunnittain 2025", "New requests by municipality, 2025"),
        what: either(t, "Kunta", "Municipality"),
        unit: either(t, "Pyyntöjä", "Requests"),
        bars: vec![
            bar("Pori".to_owned(), Cell::Value(49), false),
            bar("Rauma".to_owned(), Cell::Value(16), false),
            bar("Ulvila".to_owned(), Cell::Value(7), false),
            bar("Kankaanpää".to_owned(), Cell::Value(5), false),
            bar("Harjavalta".to_owned(), Cell::Suppressed, false),
            bar(either(t, "Muut", "Other"), Cell::Value(8), true),
        ],
        source: either(
            t,
            "Lähde: ohjautumiset 1.1.–31.12.2025.",
            "Source: referrals from 1 January to 31 December 2025.",
        ),
    }
}

pub(super) fn languages(t: Texts) -> Vec<Choice> {
    vec![
        Choice::new("ar", either(t, "arabia", "Arabic")),
        Choice::new("fi", either(t, "suomi", "Finnish")),
        Choice::new("so", either(t, "somali", "Somali")),
        Choice::new("uk", either(t, "ukraina", "Ukrainian")),
    ]
}

pub(super) fn sources(t: Texts) -> Vec<Choice> {
    vec![
        Choice::new("clinic", either(t, "Neuvola", "Child-health clinic")),
        Choice::new("integration", either(t, "Kotoutumispalvelut", "Integration services")),
        Choice::new("self", either(t, "Hän itse", "She herself")).with_hint(either(
            t,
            "Kukaan muu ei saa tietoa.",
            "Nobody else is told.",
        )),
    ]
}

pub(super) fn times(t: Texts) -> Vec<Choice> {
    vec![
        Choice::new("morning", either(t, "Arkiaamuisin", "Weekday mornings")),
        Choice::new("afternoon", either(t, "Iltapäivisin", "Afternoons")),
        Choice::new("weekend", either(t, "Viikonloppuisin", "Weekends")),
    ]
}
