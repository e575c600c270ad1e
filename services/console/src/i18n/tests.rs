use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use jiff::civil::date;

use super::{ENGLISH_TEXTS, FINNISH_TEXTS, Language, Texts};

const FI: Texts = Texts(Language::Finnish);
const EN: Texts = Texts(Language::English);

/// Every key with the parameters its text names.
fn written(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) =
            line.split_once(" =").filter(|_| line.starts_with(|letter: char| letter.is_alphabetic()))
        {
            current = key.to_owned();
            assert!(keys.insert(current.clone(), BTreeSet::new()).is_none(), "{key} is written twice");
        }
        let parameters = line.split('$').skip(1).filter_map(|rest| rest.split([' ', '}', ',', ')']).next());
        keys.entry(current.clone()).or_default().extend(parameters.map(str::to_owned));
    }
    keys.remove("");
    keys
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// Literals inside `say("…")` and `Key("…")` in sources and templates.
fn used() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut paths, mut keys) = (Vec::new(), BTreeSet::new());
    files(&root.join("src"), &mut paths);
    files(&root.join("templates"), &mut paths);
    for path in paths.iter().filter(|path| !path.ends_with("tests.rs")) {
        let text = fs::read_to_string(path).unwrap();
        for opening in ["say(\"", "Key(\""] {
            keys.extend(text.split(opening).skip(1).filter_map(|rest| rest.split('"').next().map(str::to_owned)));
        }
    }
    keys.into_iter().filter(|key| key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')).collect()
}

#[test]
fn both_languages_say_the_same_things_with_the_same_parameters() {
    let (finnish, english) = (written(FINNISH_TEXTS), written(ENGLISH_TEXTS));
    assert_eq!(finnish, english);
}

#[test]
fn every_text_that_is_used_is_written() {
    let written = written(FINNISH_TEXTS);
    let missing: Vec<_> = used().into_iter().filter(|key| !written.contains_key(key)).collect();
    assert!(missing.is_empty(), "not in i18n/: {missing:?}");
}

/// Keys of these families are put together from what services answer.
const ANSWERED: &[&str] = &[
    "reason-",
    "violation-",
    "step-",
    "rule-",
    "view-",
    "language-",
    "interest-",
    "audience-",
    "indicator-",
    "held-",
    "problem-",
    "column-",
];

#[test]
fn every_value_that_pages_name_has_a_name() {
    let written = written(FINNISH_TEXTS);
    let nameless: Vec<_> = crate::named::texts().into_iter().filter(|key| !written.contains_key(key)).collect();
    assert!(nameless.is_empty(), "not in i18n/: {nameless:?}");
}

#[test]
fn every_text_that_is_written_is_used() {
    let mut used = used();
    used.extend(crate::named::texts());
    let idle: Vec<_> = written(FINNISH_TEXTS)
        .into_keys()
        .filter(|key| !used.contains(key) && !ANSWERED.iter().any(|family| key.starts_with(family)))
        .collect();
    assert!(idle.is_empty(), "nobody says: {idle:?}");
}

#[test]
fn dates_are_written_as_each_language_writes_them() {
    let day = date(2026, 3, 2);
    let morning = "2026-03-02T06:30:00Z".parse().unwrap();
    assert_eq!(FI.date_time(morning), "2.3.2026 klo 8.30");
    assert_eq!(EN.date_time(morning), "2 March 2026, 08:30");
    assert_eq!(FI.long_date(day), "maanantai 2.3.2026");
    assert_eq!(EN.long_date(day), "Monday 2 March 2026");
}

#[test]
fn summer_time_is_kept() {
    assert_eq!(FI.date_time("2026-07-01T06:30:00Z".parse().unwrap()), "1.7.2026 klo 9.30");
}

#[test]
fn numbers_are_written_as_each_language_writes_them() {
    assert_eq!(FI.number(461_109), "461\u{a0}109");
    assert_eq!(EN.number(461_109), "461,109");
    assert_eq!(FI.decimal(1234.56, 1), "1\u{a0}234,6");
    assert_eq!(EN.decimal(1234.56, 1), "1,234.6");
    assert_eq!(FI.number(-5), "\u{2212}5");
    assert_eq!(FI.percent(1, 3), "33\u{a0}%");
    assert_eq!(EN.percent(2, 3), "67%");
    assert_eq!(EN.percent(0, 0), "–");
}

#[test]
fn a_name_in_a_right_to_left_script_stays_apart_from_its_sentence() {
    let said = FI.say("error-reference").with("code", "نور").to_string();
    assert!(said.contains("\u{2068}نور\u{2069}"), "{said}");
    assert!(!FI.say("error-reference").with("code", "Oksana").to_string().contains('\u{2068}'));
}

#[test]
fn the_first_language_that_exists_is_taken() {
    assert_eq!(Language::accepted("sv-FI,en-GB;q=0.9,fi;q=0.8"), Some(Language::English));
    assert_eq!(Language::accepted("so,ar"), None);
}
