use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proto::{
    programmes::v1::{
        ImmigrantBackground, MunicipalityCovered, Programme, TargetRule, VolunteerRules, target_rule::Rule,
    },
    referrals::v1::{Answer, ContactChannel, Coverage, Gender, PartnerAgreement, ReferralSource},
};

use crate::{
    columns::{Column, letter},
    duplicates::{self, Duplicate},
    list::{self, List},
    offer::Offer,
    problems::Problems,
    reading::{self, Lines},
};

const TODAY: Date = date(2026, 3, 2);

fn offer() -> Offer {
    let rule = |id: &str, rule| TargetRule { rule_id: id.to_owned(), rule: Some(rule) };
    let programme = Programme {
        programme_id: "friend".to_owned(),
        version: 1,
        valid_from: "2018-01-01".to_owned(),
        name: [("fi".to_owned(), "Ystäväksi äidille".to_owned())].into(),
        target_group: vec![
            rule("covered", Rule::MunicipalityCovered(MunicipalityCovered {})),
            rule("background", Rule::ImmigrantBackground(ImmigrantBackground {})),
        ],
        volunteer: Some(VolunteerRules {
            languages_any: vec!["fi".to_owned()],
            women_only: true,
            training_hours: 3,
            default_capacity: 1,
            ..VolunteerRules::default()
        }),
        ..Programme::default()
    };
    let agreement = PartnerAgreement {
        valid_from: "2024-01-01".to_owned(),
        coverage: vec![Coverage {
            programme_id: "friend".to_owned(),
            municipality_codes: vec!["609".to_owned(), "079".to_owned()],
            from: String::new(),
        }],
        ..PartnerAgreement::default()
    };
    Offer::whole(vec![programme], vec![agreement], true, TODAY)
}

fn lines(bytes: &[u8], for_all: &BTreeMap<Column, String>) -> (Lines, Problems) {
    let sheet = sheets::read(bytes, &sheets::Limits::DEFAULT).unwrap();
    let columns: Vec<_> = sheet.rows[0].cells.iter().map(|name| Column::of_header(name)).collect();
    reading::read(sheet, &columns, for_all)
}

fn read_with(bytes: &[u8], for_all: &[(Column, &str)]) -> (List, Vec<String>) {
    let for_all = for_all.iter().map(|(column, value)| (*column, (*value).to_owned())).collect();
    let (lines, mut problems) = lines(bytes, &for_all);
    let list = list::read(&lines, &offer(), &mut problems);
    offer().check(&list, false, &mut problems);
    (list, problems.in_order().iter().map(ToString::to_string).collect())
}

fn read(text: &str) -> (List, Vec<String>) {
    read_with(text.as_bytes(), &[])
}

const HEADER: &str = "Toimintamuoto;Äiti;Äidin puhelin;Kunta;Äidin kielet;Maahanmuuttajatausta;Suostumus;Ohjaava taho;\
    Ohjattu pvm;Vapaaehtoinen;Vapaaehtoisen puhelin;Vapaaehtoisen kielet;Vapaaehtoisen sukupuoli;Vaiheet tehty;\
    Hyväksytty;Pari alkaen";
const PAIR: &str = "Ystäväksi äidille;Äitiina Ätsö;040 123 4567;Pori;arabia, suomi (alkeet);kyllä;x;neuvola;2.3.2024;\
    Virtanen, Aino;050 765 4321;suomi (äidinkieli);nainen;kyllä;2024-03-20;1.4.2024";

fn file(lines: &[&str]) -> String {
    format!("{HEADER}\r\n{}\r\n", lines.join("\r\n"))
}

#[test]
fn a_line_of_a_finnish_spreadsheet_is_a_pair() {
    let (list, problems) = read(&file(&[PAIR]));
    assert_eq!(problems, [""; 0]);
    let (mother, volunteer, pair) = (&list.mothers[0], &list.volunteers[0], &list.pairs[0]);
    assert_eq!((mother.identity.given_name.as_str(), mother.identity.family_name.as_str()), ("Äitiina", "Ätsö"));
    assert_eq!((volunteer.identity.given_name.as_str(), volunteer.identity.family_name.as_str()), ("Aino", "Virtanen"));
    assert_eq!(mother.programme_id, "friend");
    assert_eq!(mother.facts.municipality_code, "609");
    assert_eq!(mother.facts.immigrant_background(), Answer::Yes);
    assert_eq!(mother.source, ReferralSource::Clinic);
    let languages: Vec<_> = mother.facts.languages.iter().map(|spoken| spoken.code.as_str()).collect();
    assert_eq!(languages, ["ar", "fi"]);
    assert_eq!((mother.referred_on, mother.accepted_on), (date(2024, 3, 2), date(2024, 3, 2)));
    assert_eq!(volunteer.facts.gender(), Gender::Woman);
    assert_eq!((volunteer.approved_on, volunteer.pledged_on), (date(2024, 3, 20), Some(date(2024, 3, 20))));
    assert_eq!((pair.line, pair.since), (2, date(2024, 4, 1)));
}

#[test]
fn commas_and_tabs_separate_too_and_quotation_marks_hold_together() {
    let text = "Participant name,programme,mother_agrees,source,referred_on,municipality,Mother: immigrant background\n\
        \"Ali, Amina\",FRIEND,yes,self,2025-11-03,79,Y\n";
    let (list, problems) = read(text);
    assert_eq!(problems, [""; 0]);
    assert_eq!(list.mothers[0].identity.given_name, "Amina");
    assert_eq!(list.mothers[0].facts.municipality_code, "079", "a spreadsheet drops leading zeros");
    let (list, problems) = read(&text.replace("\"Ali, Amina\"", "Amina Ali").replace(',', "\t"));
    assert_eq!((list.mothers.len(), problems.len()), (1, 0));
}

#[test]
fn blank_lines_are_no_lines_and_are_counted() {
    let (_, problems) = read(&file(&["", ";;;;;;;;;;;;;;;", "", &PAIR.replace("Pori", "Bori"), ""]));
    assert_eq!(problems, ["line 5, column D (mother_municipality): is not a municipality by name or code"]);
}

#[test]
fn every_problem_of_every_line_is_told_at_once_and_no_value() {
    let lines = [
        PAIR.replace("040 123 4567", "4,01E+08").replace("1.4.2024", "1/4/2024").replace("neuvola", "Salaseura"),
        PAIR.replace("Äitiina Ätsö", "Beeta Beetanen")
            .replace("040 123 4567", "")
            .replace("Virtanen, Aino", "Ceeta Ceetanen")
            .replace("050 765 4321", "")
            .replace(";x;", ";ei;")
            .replace("suomi (äidinkieli)", "suomi")
            .replace("nainen;kyllä", "mies;")
            .replace("1.4.2024", "1.4.2027"),
        ";;;;;;;;;;;;;;;1.4.2025".to_owned(),
    ];
    let (_, problems) = read(&file(&lines.each_ref().map(String::as_str)));
    assert_eq!(
        problems,
        [
            "line 2, column P (active_since): is not a date like 2.3.2026 or 2026-03-02",
            "line 2, column C (mother_phone): is not a phone number; a spreadsheet may have shortened it: make the \
             column text",
            "line 2, column H (source): is not a known source, such as clinic, self, integration-services, \
             association or school",
            "line 3, column P (active_since): is in the future",
            "line 3, column G (mother_agrees): is not yes: nobody is brought in who does not agree",
            "line 3, column volunteer_trained_on, which the file has not: is empty, and nobody is approved without \
             it; see volunteer_steps_done",
            "line 3, column volunteer_interviewed_on, which the file has not: is empty, and nobody is approved \
             without it; see volunteer_steps_done",
            "line 3, column volunteer_pledged_on, which the file has not: is empty, and nobody is approved without \
             it; see volunteer_steps_done",
            "line 3, column M (volunteer_gender): does not say woman, and only women are friends here",
            "line 3, column L (volunteer_languages): does not tell fi at basic level or better",
            "line 4: names neither a mother nor a volunteer",
        ]
    );
    for value in ["Ätsö", "Beeta", "Ceeta", "Salaseura", "4,01E+08", "2027"] {
        assert!(!problems.iter().any(|problem| problem.contains(value)), "{value}");
    }
}

#[test]
fn steps_come_in_their_order() {
    let (_, problems) = read(&file(&[&PAIR.replace("2.3.2024", "5.4.2024").replace("2024-03-20", "2024-04-02")]));
    assert_eq!(
        problems,
        [
            "line 2, column P (active_since): lies before accepted_on",
            "line 2, column P (active_since): lies before volunteer_approved_on",
        ]
    );
}

#[test]
fn an_agreement_must_have_covered_the_day() {
    let early = PAIR.replace("2.3.2024", "1.12.2023");
    let (_, problems) = read(&file(&[&early]));
    assert_eq!(
        problems,
        ["line 2, column D (mother_municipality): is covered by no agreement on the day she was taken in; record the \
          agreement of that time"]
    );
}

#[test]
fn what_holds_for_every_line_fills_empty_cells_of_that_side_alone() {
    let text = "mother_name;volunteer_name;referred_on;municipality;volunteer_approved_on;source\n\
        Amina Ali;;3.11.2025;Pori;;self\n;Aino Virtanen;;;1.2.2025;\n";
    let for_all = [
        (Column::Programme, "friend"),
        (Column::MotherAgrees, "yes"),
        (Column::MotherImmigrantBackground, "yes"),
        (Column::Source, "association"),
        (Column::StepsDone, "yes"),
    ];
    let (list, problems) = read_with(text.as_bytes(), &for_all);
    assert_eq!(problems, [""; 0]);
    assert_eq!((list.mothers.len(), list.volunteers.len(), list.pairs.len()), (1, 1, 0));
    assert_eq!(list.mothers[0].source, ReferralSource::Self_, "what the line says itself stays");
}

#[test]
fn the_notice_of_article_14_has_a_day_a_way_and_a_language() {
    let text = |informed: &str| {
        format!(
            "mother_name;programme;mother_agrees;source;referred_on;municipality;mother_immigrant_background;\
             mother_languages;informed_on;informed_how\nAmina Ali;friend;yes;self;3.11.2025;Pori;yes;{informed}\n"
        )
    };
    let (list, problems) = read(&text("so;4.11.2025;puhelin"));
    assert_eq!(problems, [""; 0]);
    assert_eq!(list.mothers[0].informed, Some((date(2025, 11, 4), ContactChannel::Phone)));
    let (_, problems) = read(&text(";4.11.2025;"));
    assert_eq!(
        problems,
        [
            "line 2, column H (mother_languages): is empty: in which language was she informed?",
            "line 2, column J (informed_how): is empty: how was she informed?",
        ]
    );
}

#[test]
fn a_volunteer_of_two_pairs_is_one_volunteer() {
    let second = PAIR.replace("Äitiina Ätsö", "Beeta Beetanen").replace("040 123 4567", "040 999 8888");
    let (list, problems) = read(&file(&[PAIR, &second]));
    assert_eq!(problems, [""; 0]);
    assert_eq!((list.mothers.len(), list.volunteers.len(), list.pairs.len()), (2, 1, 2));
    assert_eq!(list.volunteers[0].pairs, 2);
    let (_, problems) = read(&file(&[PAIR, &second.replace("2024-03-20", "2024-03-21")]));
    assert_eq!(
        problems,
        ["line 3, column O (volunteer_approved_on): says of the volunteer of line 2 what that line does not"]
    );
}

#[test]
fn a_mother_is_named_once_for_a_programme() {
    let (_, problems) = read(&file(&[PAIR, &PAIR.replace("Virtanen, Aino", "Toinen, Tuula")]));
    assert_eq!(problems, ["line 3: names the same mother for the same programme as line 2"]);
}

#[test]
fn people_who_share_a_phone_or_a_name_may_be_one() {
    let one = PAIR.replace("Äitiina Ätsö", "Beeta Beetanen").replace("050 765 4321", "");
    let (list, problems) = read(&file(&[PAIR, &one]));
    assert_eq!(problems, [""; 0]);
    let duplicate = |same: &str| Duplicate { lines: vec![2, 3], person_id: None, same: same.to_owned() };
    assert_eq!(duplicates::within(&list), [duplicate("phone and name")]);
    let (list, _) = read(&file(&[PAIR]));
    assert_eq!(duplicates::within(&list), []);
}

#[test]
fn identity_codes_are_refused_and_unknown_columns_named_by_letter() {
    let text = "mother_name;Henkilötunnus;Muistiinpanoja;mother_name\nAmina Ali;010190-999X;hei;\n";
    let (lines, problems) = lines(text.as_bytes(), &[].into());
    let problems: Vec<_> = problems.in_order().iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "column D: is a second mother_name",
            "column B: holds personal identity codes, which are not collected: remove the column",
        ]
    );
    assert_eq!(lines.unread, ["C"]);
}

#[test]
fn a_file_of_another_form_is_refused_as_a_whole() {
    for (text, expected) in [
        (
            "Amina Ali;040 123 4567\nBeeta Beetanen;1\n",
            "no column of the first line is known; see: rinnalla import columns",
        ),
        ("mother_name;programme\n", "the file has no line below its headers"),
        ("mother_name\nAmina;Ali\n", "line 2: has more cells than the first line"),
    ] {
        let (_, problems) = lines(text.as_bytes(), &[].into());
        let problems: Vec<_> = problems.in_order().iter().map(ToString::to_string).collect();
        assert_eq!(problems, [expected], "{text}");
    }
}

#[test]
fn columns_are_lettered_as_spreadsheets_do() {
    assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letter), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"].map(str::to_owned));
}

#[test]
fn every_column_is_found_by_each_of_its_names() {
    for (name, others, _) in crate::columns::table() {
        let column = Column::of_header(name).unwrap();
        assert_eq!(column.name(), name);
        for other in others.split(", ").filter(|other| !other.is_empty()) {
            assert_eq!(Column::of_header(other), Some(column), "{other}");
        }
    }
}

#[test]
fn a_line_with_a_problem_is_left_out_whole_and_the_others_stay() {
    let alone = PAIR.replace("Äitiina Ätsö", "Beeta Beetanen").replace(";Pori;", ";Bori;");
    let third = PAIR.replace("Äitiina Ätsö", "Ceeta Ceetanen").replace("040 123 4567", "040 1");
    let text = file(&[&alone, PAIR, &third]);
    let (read, mut problems) = lines(text.as_bytes(), &[].into());
    let list = list::good(read, &offer(), false, &mut problems);
    let told: Vec<_> = list.mothers.iter().map(|mother| mother.line).collect();
    assert_eq!((told, list.volunteers.len(), list.pairs.len()), (vec![3, 4], 1, 2));
    assert!(problems.are_of(2) && !problems.are_of(3));
    let keys: Vec<_> = problems.in_order().iter().map(crate::Problem::key).collect();
    assert_eq!(keys, ["is-not-a-municipality-by-name-or-code"]);
}

#[test]
fn what_spreadsheets_make_of_days_and_numbers_is_read() {
    let text = file(&[&PAIR.replace(";2.3.2024;", ";45353;").replace("1.4.2024", "#REF!")]);
    let (_, problems) = read(&text);
    assert_eq!(problems, ["line 2, column P (active_since): is an error of the spreadsheet"]);
    let (list, problems) = read(&file(&[&PAIR.replace(";2.3.2024;", ";45353;")]));
    assert_eq!((list.mothers[0].referred_on, problems.len()), (date(2024, 3, 2), 0));
}
