//! Languages as people write them: by code or by name, with how well somebody knows them.

use proto::{programmes::v1::LanguageLevel as Level, referrals::v1::SpokenLanguage};

use super::columns::plain;

/// Codes with the names that lists use. Any other language is written by its code.
const NAMES: &[(&str, &[&str])] = &[
    ("fi", &["suomi", "finnish"]),
    ("sv", &["ruotsi", "swedish"]),
    ("en", &["englanti", "english"]),
    ("ru", &["venäjä", "russian"]),
    ("uk", &["ukraina", "ukrainian"]),
    ("ar", &["arabia", "arabic"]),
    ("et", &["viro", "eesti", "estonian"]),
    ("so", &["somali", "somalia"]),
    ("ku", &["kurdi", "kurdish"]),
    ("ckb", &["sorani"]),
    ("kmr", &["kurmandži", "kurmanji"]),
    ("fa", &["persia", "farsi", "persian"]),
    ("prs", &["dari"]),
    ("ps", &["pašto", "pashto"]),
    ("sq", &["albania", "albanian"]),
    ("th", &["thai"]),
    ("tr", &["turkki", "turkish"]),
    ("pl", &["puola", "polish"]),
    ("es", &["espanja", "spanish"]),
    ("pt", &["portugali", "portuguese"]),
    ("fr", &["ranska", "french"]),
    ("de", &["saksa", "german"]),
    ("it", &["italia", "italian"]),
    ("zh", &["kiina", "chinese"]),
    ("vi", &["vietnam", "vietnamese"]),
    ("tl", &["tagalog", "filipino"]),
    ("ti", &["tigrinja", "tigrinya"]),
    ("am", &["amhara", "amharic"]),
    ("sw", &["swahili"]),
    ("bn", &["bengali"]),
    ("hi", &["hindi"]),
    ("ne", &["nepali"]),
    ("ur", &["urdu"]),
    ("ro", &["romania", "romanian"]),
    ("bg", &["bulgaria", "bulgarian"]),
    ("hu", &["unkari", "hungarian"]),
    ("lt", &["liettua", "lithuanian"]),
    ("lv", &["latvia", "latvian"]),
    ("ja", &["japani", "japanese"]),
];

const MOST: usize = 20;

/// "ar, suomi (alkeet), ru: fluent": the best first, as written.
pub(crate) fn spoken(text: &str) -> Result<Vec<SpokenLanguage>, &'static str> {
    let told: Vec<_> = text.split([',', ';', '/', '+', '&', '\n']).filter(|part| !part.trim().is_empty()).collect();
    if told.len() > MOST {
        return Err("names too many languages");
    }
    told.into_iter().map(one).collect()
}

fn one(text: &str) -> Result<SpokenLanguage, &'static str> {
    let (name, how_well) = text.split_once([':', '(']).unwrap_or((text, ""));
    let name = plain(name);
    let by_name = NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(code, _)| *code);
    let is_code = matches!(name.len(), 2 | 3) && name.bytes().all(|byte| byte.is_ascii_lowercase());
    let code =
        by_name.or(is_code.then_some(name.as_str())).ok_or("names a language that is not known; write its code")?;
    Ok(SpokenLanguage { code: code.to_owned(), level: level(how_well)?.into() })
}

fn level(text: &str) -> Result<Level, &'static str> {
    match plain(text).as_str() {
        "" => Ok(Level::Unspecified),
        "native" | "mother tongue" | "äidinkieli" => Ok(Level::Native),
        "fluent" | "sujuva" | "hyvä" => Ok(Level::Fluent),
        "basic" | "everyday" | "perus" | "arki" | "arkikieli" | "kohtalainen" => Ok(Level::Basic),
        "beginner" | "alkeet" | "vähän" => Ok(Level::Beginner),
        "none" | "ei" | "ei lainkaan" => Ok(Level::None),
        _ => Err("tells a level other than native, fluent, basic, beginner or none"),
    }
}
