//! What services hold, in the words of a language. A kind, a name or a code that no text names shows itself.

use std::collections::HashMap;

use proto::held::v1::{HeldRecord, HeldValue, HeldView, held_value::Value};

use super::Shown;
use crate::{codes, i18n::Texts, offering::Offering, pages::person::purposes};

/// Names of values that a protected address keeps from whoever has not opened it.
pub(super) const PROTECTED: [&str; 5] = ["phone", "email", "safe-contact", "municipality", "place"];

pub(super) fn shown(record: &HeldRecord, offering: &Offering, t: Texts) -> Shown {
    let kind = said(&format!("held-kind-{}", record.kind), &record.kind, t);
    let title = if record.on.is_empty() { kind } else { format!("{kind} {}", t.iso_date(&record.on)) };
    let mut values: Vec<(String, String)> = Vec::new();
    for value in &record.values {
        let name = said(&format!("held-{}", value.name), &value.name, t);
        let words = words(value, offering, t);
        match values.last_mut().filter(|(last, _)| *last == name) {
            // Several values of one name are one line.
            Some((_, before)) => *before = format!("{before}, {words}"),
            None => values.push((name, words)),
        }
    }
    Shown { title, values }
}

/// As the service has it.
pub(super) fn plain(value: &HeldValue) -> &str {
    match &value.value {
        Some(Value::Text(text) | Value::Code(text) | Value::Day(text)) => text,
        None => "",
    }
}

fn words(value: &HeldValue, offering: &Offering, t: Texts) -> String {
    match &value.value {
        None => String::new(),
        Some(Value::Day(day)) => t.iso_date(day),
        Some(Value::Code(code)) => said(&code.to_ascii_lowercase().replace('_', "-"), code, t),
        Some(Value::Text(text)) => match value.name.as_str() {
            "programme" => offering.name(text, t),
            "purpose" => purposes::name_of(text, offering, t),
            "priority-reason" => offering.priority_name(text, t),
            "municipality" => codes::municipality(text).to_owned(),
            "language" | "interpreter-language" | "wording-language" => codes::language(text, t),
            "birth-month" | "child-birth-month" => t.iso_month(text),
            "step" => said(&format!("step-{text}"), text, t),
            "interest" => said(&format!("interest-{text}"), text, t),
            _ => text.clone(),
        },
    }
}

/// Who looked, when and at what.
pub(super) fn view(view: &HeldView, people: &HashMap<String, String>, t: Texts) -> String {
    let who = people.get(&view.actor_id).cloned().unwrap_or_else(|| t.say("view-by-service").to_string());
    let method = view.method.rsplit('/').next().unwrap_or_default();
    t.say("extract-view")
        .with("day", t.iso_date(&view.on))
        .with("who", who)
        .with("what", said(&format!("view-{method}"), method, t))
        .count("times", view.times)
        .to_string()
}

fn said(key: &str, otherwise: &str, t: Texts) -> String {
    if t.exists(key) { t.say(key).to_string() } else { otherwise.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    const FI: Texts = Texts(Language::Finnish);

    fn value(name: &str, value: Value) -> HeldValue {
        HeldValue { name: name.to_owned(), value: Some(value) }
    }

    #[test]
    fn what_a_service_holds_is_told_in_words() {
        let record = HeldRecord {
            kind: "consent".to_owned(),
            on: "2026-03-02".to_owned(),
            values: vec![
                value("purpose", Value::Text("messages".to_owned())),
                value("given", Value::Code("ANSWER_YES".to_owned())),
                value("wording-language", Value::Text("ar".to_owned())),
            ],
        };
        let shown = shown(&record, &Offering::default(), FI);
        assert_eq!(shown.title, "Suostumus 2.3.2026");
        let words: Vec<&str> = shown.values.iter().map(|(_, words)| words.as_str()).collect();
        assert_eq!(words, ["Viestit", "Kyllä", "Arabia"]);
    }

    #[test]
    fn several_values_of_one_name_are_one_line_and_what_no_text_names_shows_itself() {
        let topic = |code: &str| value("something-new", Value::Code(code.to_owned()));
        let record =
            HeldRecord { kind: "of-tomorrow".to_owned(), on: String::new(), values: vec![topic("A_B"), topic("C_D")] };
        let shown = shown(&record, &Offering::default(), FI);
        assert_eq!(shown.title, "of-tomorrow");
        assert_eq!(shown.values, [("something-new".to_owned(), "A_B, C_D".to_owned())]);
    }
}
