//! The programmes and districts that come with Rinnalla fit together, and its servers know every service.
#![expect(clippy::unwrap_used, reason = "what cannot be set up fails its test")]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use eventlog::Context;
use proto::{
    programmes::v1::{Programme, TargetRule},
    referrals::v1::{ConsentPurpose, LegalBasis, PartnerAgreement},
};
use rinnalla::data::{DistrictFile, parse_district, parse_priority_reasons, parse_programme, parse_purposes, read};

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy").join(folder);
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    files.sort();
    files
}

fn programmes() -> BTreeMap<String, Programme> {
    versions().into_iter().map(|programme| (programme.programme_id.clone(), programme)).collect()
}

/// The newest of a programme after its older ones. The first stands in a file of its own name, others add their number.
fn versions() -> Vec<Programme> {
    let read = files("programmes").into_iter().map(|file| (file.clone(), read(&file, parse_programme).unwrap()));
    let mut versions: Vec<Programme> = read
        .map(|(file, programme)| {
            let Programme { programme_id, version, .. } = &programme;
            let name = if *version == 1 { programme_id.clone() } else { format!("{programme_id}-{version}") };
            assert_eq!(file.file_stem().unwrap().to_str(), Some(name.as_str()));
            programme
        })
        .collect();
    versions.sort_by_key(|programme| programme.version);
    versions
}

fn districts() -> BTreeMap<String, DistrictFile> {
    let read = files("districts").into_iter().map(|file| (file.clone(), read(&file, parse_district).unwrap()));
    read.map(|(file, district)| {
        assert_eq!(file.file_stem().unwrap().to_str(), Some(district.id.as_str()));
        (district.id.to_string(), district)
    })
    .collect()
}

#[test]
fn five_kinds_of_work_and_what_goes_with_them_are_described() {
    let ids: Vec<_> = programmes().into_keys().collect();
    assert_eq!(
        ids,
        [
            "career-mentoring",
            "discussion-groups",
            "family-friend",
            "friend-for-a-child",
            "friend-for-a-mother",
            "pilot-mothers",
            "support-family",
            "weekly-mothers-groups",
        ]
    );
}

#[test]
fn versions_of_a_programme_follow_each_other_without_a_gap() {
    let mut newest: BTreeMap<String, Programme> = BTreeMap::new();
    for programme in versions() {
        let before = newest.insert(programme.programme_id.clone(), programme.clone());
        assert_eq!(programme.version, before.as_ref().map_or(1, |before| before.version + 1));
        assert!(before.is_none_or(|before| before.valid_from < programme.valid_from), "{}", programme.programme_id);
    }
}

#[test]
fn every_programme_named_anywhere_exists() {
    let programmes = programmes();
    for programme in programmes.values() {
        for alternative in &programme.alternatives {
            assert!(programmes.contains_key(alternative), "{}: {alternative}", programme.programme_id);
        }
    }
    for district in districts().values() {
        for id in &district.opened.programme_ids {
            assert!(programmes.contains_key(id), "{}: {id}", district.id);
        }
    }
}

#[test]
fn every_programme_is_named_in_both_national_languages_and_english() {
    for programme in programmes().values() {
        for language in ["fi", "sv", "en"] {
            assert!(programme.name.contains_key(language) && programme.summary.contains_key(language));
        }
    }
}

#[test]
fn a_rule_id_means_the_same_rule_in_every_programme() {
    let mut meanings: BTreeMap<String, TargetRule> = BTreeMap::new();
    for rule in programmes().into_values().flat_map(|programme| programme.target_group) {
        let meaning = meanings.entry(rule.rule_id.clone()).or_insert_with(|| rule.clone());
        assert_eq!(*meaning, rule);
    }
}

#[test]
fn a_district_publishes_to_the_audience_of_each_programme_it_runs() {
    let programmes = programmes();
    for district in districts().values() {
        for id in &district.opened.programme_ids {
            let audience = &programmes[id].audience;
            assert!(district.opened.audiences.contains(audience), "{}: {audience}", district.id);
        }
    }
}

#[test]
fn only_the_support_of_a_child_meets_all_three_conditions_of_an_extract() {
    let meets_all = |programme: &Programme| {
        let extract = programme.volunteer.as_ref().and_then(|volunteer| volunteer.criminal_record_extract);
        extract.is_some_and(|extract| {
            extract.regular_contact_with_minors && extract.personal_interaction && extract.alone_with_minors
        })
    };
    let ids: Vec<_> = programmes().into_values().filter(meets_all).map(|programme| programme.programme_id).collect();
    assert_eq!(ids, ["friend-for-a-child"]);
}

/// Municipalities covered for a programme on a day.
fn covered(district: &DistrictFile, programme_id: &str, on: &str) -> BTreeSet<String> {
    let valid = |agreement: &&PartnerAgreement| {
        *agreement.valid_from <= *on && (agreement.valid_to.is_empty() || *on <= *agreement.valid_to)
    };
    let coverage = district.agreements.iter().filter(valid).flat_map(|agreement| &agreement.coverage);
    let here = coverage.filter(|coverage| coverage.programme_id == programme_id && *coverage.from <= *on);
    here.flat_map(|coverage| coverage.municipality_codes.clone()).collect()
}

#[track_caller]
fn covers(district: &str, programme_id: &str, on: &str, codes: &[&str]) {
    let expected: BTreeSet<String> = codes.iter().map(|code| (*code).to_owned()).collect();
    assert_eq!(covered(&districts()[district], programme_id, on), expected);
}

#[test]
fn satakunta_loses_eurajoki_at_the_end_of_2025() {
    let always = ["609", "684", "886", "214", "079"];
    let with_eurajoki = [always.as_slice(), &["051"]].concat();
    covers("mll-satakunta", "friend-for-a-mother", "2025-12-31", &with_eurajoki);
    covers("mll-satakunta", "friend-for-a-mother", "2026-01-01", &always);
}

#[test]
fn varsinais_suomi_gains_somero_in_august_2025() {
    let always = ["853", "202", "680", "423", "529", "734", "895", "430"];
    let with_somero = [always.as_slice(), &["761"]].concat();
    covers("mll-varsinais-suomi", "friend-for-a-mother", "2025-07-31", &always);
    covers("mll-varsinais-suomi", "friend-for-a-mother", "2025-08-01", &with_somero);
    covers("mll-varsinais-suomi", "friend-for-a-child", "2026-03-02", &["853", "202", "680", "895"]);
    covers("mll-varsinais-suomi", "family-friend", "2026-03-02", &always);
}

#[test]
fn the_groups_cover_their_regions() {
    let lapland = ["240", "851", "241", "751", "845"];
    covers("humak-turku", "pilot-mothers", "2026-03-02", &["853", "202", "680"]);
    covers("toivola-luotola", "weekly-mothers-groups", "2026-03-02", &lapland);
    covers("toivola-luotola", "support-family", "2026-03-02", &lapland);
}

#[test]
fn career_mentoring_covers_every_municipality() {
    let districts = districts();
    let everywhere = districts["vaestoliitto"].agreements.iter().flat_map(|agreement| &agreement.coverage);
    let ids: Vec<_> = everywhere
        .filter(|coverage| coverage.municipality_codes.is_empty())
        .map(|coverage| coverage.programme_id.as_str())
        .collect();
    assert_eq!(ids, ["career-mentoring", "discussion-groups"]);
}

#[test]
fn money_from_the_union_is_marked() {
    let grants = districts().into_values().flat_map(|district| district.grants);
    let marked: Vec<_> = grants.filter(|grant| grant.eu_funded).map(|grant| (grant.name, grant.euros)).collect();
    assert_eq!(marked, [("ESR+ 2023–2026".to_owned(), None), ("S21170".to_owned(), Some(461_109))]);
}

#[test]
fn every_district_that_is_shipped_is_a_demo() {
    assert!(districts().values().all(|district| district.opened.demo));
}

#[test]
fn reasons_to_go_before_others_come_along() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/priority-reasons.toml");
    let reasons = read(&file, parse_priority_reasons).unwrap();
    assert!(reasons.iter().any(|reason| reason.reason_id == "newborn" && !reason.retired));
}

/// Nobody could consent to what a service asks her consent for, were it shared on another ground or not at all.
#[test]
fn every_consent_that_services_act_on_is_a_purpose_that_rests_on_consent() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/purposes.toml");
    let purposes = read(&file, parse_purposes).unwrap();
    for purpose in (1..).map_while(|number| ConsentPurpose::try_from(number).ok()) {
        let id = purpose.as_str_name().strip_prefix("CONSENT_PURPOSE_").unwrap().to_lowercase().replace('_', "-");
        let shared = purposes.iter().find(|shared| shared.purpose_id == id).unwrap_or_else(|| panic!("no {id}"));
        assert_eq!(shared.basis(), LegalBasis::Consent, "{id}");
    }
    assert!(purposes.iter().any(|purpose| purpose.basis() != LegalBasis::Consent), "consent is not the only ground");
}

/// What a further service has to be given before it can run; each list is written by hand.
#[test]
fn every_service_has_a_process_a_user_of_the_log_roles_a_database_and_keys() {
    let shipped = |file: &str| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy").join(file);
        std::fs::read_to_string(file).unwrap()
    };
    let (processes, users) = (shipped("x/services.py"), shipped("nats/accounts.conf"));
    let (roles, databases) = (shipped("postgres/roles.sql"), shipped("postgres/databases.sql"));
    let grants = shipped("postgres/keyring_grants.sql");
    for service in Context::OF_DISTRICT {
        for (text, says) in [
            (&processes, format!("Service(\"{service}\", nats_user=\"{service}\", keyring=True)")),
            (&users, format!("user: {service}\n")),
            (&users, format!("password: ${}_PASSWORD\n", service.as_str().to_uppercase())),
            (&users, format!("\"ev.*.{service}.>\"\n")),
            (&users, format!("\"_INBOX.{service}.>\"\n")),
            (&roles, format!("'{service}', '{service}_owner'")),
            (&roles, format!("ALTER ROLE {service} PASSWORD :'{service}_password';")),
            (&roles, format!("ALTER ROLE {service}_owner PASSWORD :'{service}_owner_password';")),
            (&databases, format!("'{service}'")),
            (&databases, format!("GRANT CONNECT ON DATABASE {service} TO {service};")),
        ] {
            assert!(text.contains(&says), "{service} lacks {says}");
        }
        for (text, granted) in [
            (&databases, "GRANT CONNECT ON DATABASE keyring TO "),
            (&grants, "GRANT USAGE ON SCHEMA keyring TO "),
            (&grants, "GRANT EXECUTE ON FUNCTION keyring.district_key(text) TO "),
        ] {
            let line = text.lines().find(|line| line.starts_with(granted)).unwrap();
            assert!(line.contains(service.as_str()), "{service} is not in: {line}");
        }
    }
}
