//! What every stored event must be, whoever wrote it.

use std::{fs, path::PathBuf};

use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MapKey, MessageDescriptor, Value, prost::Message,
};
use proto::StoredKind;

fn pool() -> DescriptorPool {
    DescriptorPool::decode(proto::DESCRIPTORS).expect("the contracts' own descriptors")
}

/// A personal message enters an event only as `Sealed`: anywhere below an event it stands for plaintext in the log.
#[test]
fn no_event_holds_a_personal_message_in_the_clear() {
    let pool = pool();
    let sealed_under = pool.get_extension_by_name("rinnalla.eventlog.v1.sealed_under").expect("declared");
    let mut seen = 0;
    for kind in StoredKind::all() {
        for (_, _, event) in kind.events {
            let event = pool.get_message_by_name(event).expect("an event of the contracts");
            for below in everything_below(&event, &mut Vec::new()) {
                let personal = matches!(below.options().get_extension(&sealed_under).as_ref(), Value::EnumNumber(1..));
                assert!(!personal, "{} holds {} in the clear", event.full_name(), below.full_name());
            }
            seen += 1;
        }
    }
    assert!(seen > 20, "only {seen} events were looked at");
}

/// Whether she may live here, and the personal identity code, are neither asked nor kept, whatever a field is called.
#[test]
fn no_message_has_a_field_for_residence_status_or_the_personal_identity_code() {
    let never = ["residence", "permit", "visa", "nationality", "citizenship", "asylum", "identity_code", "hetu", "ssn"];
    let mut seen = 0;
    for message in pool().all_messages().filter(|message| message.full_name().starts_with("rinnalla.")) {
        for field in message.fields() {
            let words: Vec<&str> = field.name().split('_').collect();
            let found =
                never.iter().find(|word| words.contains(word) || (word.contains('_') && field.name().contains(**word)));
            assert_eq!(found, None, "{}.{}", message.full_name(), field.name());
            seen += 1;
        }
    }
    assert!(seen > 1000, "only {seen} fields were looked at");
}

fn everything_below(message: &MessageDescriptor, path: &mut Vec<String>) -> Vec<MessageDescriptor> {
    if path.contains(&message.full_name().to_owned()) {
        return Vec::new();
    }
    path.push(message.full_name().to_owned());
    let mut below = vec![message.clone()];
    for field in message.fields() {
        if let Kind::Message(of) = field.kind() {
            below.extend(everything_below(&of, path));
        }
    }
    path.pop();
    below
}

/// Bytes of every event version as they were when it was released. A missing file is a new event: run with
/// `RINNALLA_GOLDEN=write` and commit it. A file is never changed: what is stored stays as it is.
#[test]
fn every_released_event_still_reads_as_it_was_written() {
    let pool = pool();
    let write = std::env::vars().any(|(name, value)| name == "RINNALLA_GOLDEN" && value == "write");
    for kind in StoredKind::all() {
        for (name, version, event) in kind.events {
            let file = golden(kind.message, name, *version);
            if !file.exists() && write {
                let event = pool.get_message_by_name(event).expect("an event of the contracts");
                fs::create_dir_all(file.parent().expect("a folder")).expect("golden files can be written");
                fs::write(&file, hex::encode(sample(&event, 2).encode_to_vec()) + "\n")
                    .expect("golden files can be written");
            }
            let text = fs::read_to_string(&file).unwrap_or_else(|_| panic!("{} is missing", file.display()));
            let body = hex::decode(text.trim()).expect("hexadecimal digits");
            let again =
                kind.reencode(name, *version, &body).unwrap_or_else(|error| panic!("{name} {version}: {error}"));
            assert_eq!(hex::encode(&again), text.trim(), "{name} {version} loses something when read");
        }
    }
}

/// No event is forgotten: each golden file belongs to an event that this build still knows.
#[test]
fn no_released_event_was_taken_away() {
    let known: Vec<PathBuf> = StoredKind::all()
        .iter()
        .flat_map(|kind| kind.events.iter().map(|(name, version, _)| golden(kind.message, name, *version)))
        .collect();
    for folder in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/golden")).expect("golden files") {
        for file in fs::read_dir(folder.expect("a folder").path()).expect("golden files") {
            let path = file.expect("a file").path();
            assert!(known.contains(&path), "{} is an event no longer known", path.display());
        }
    }
}

fn golden(kind: &str, name: &str, version: u32) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/golden")).join(kind).join(format!("{name}.{version}.hex"))
}

/// Every field set to a value of its own.
fn sample(message: &MessageDescriptor, depth: u32) -> DynamicMessage {
    let mut sample = DynamicMessage::new(message.clone());
    for field in message.fields() {
        // Of a oneof only the first counts, or the last written would stand for all.
        let first = field.containing_oneof().is_none_or(|oneof| oneof.fields().next().as_ref() == Some(&field));
        if first && let Some(value) = value(&field, depth) {
            sample.set_field(&field, value);
        }
    }
    sample
}

fn value(field: &FieldDescriptor, depth: u32) -> Option<Value> {
    if field.is_map() {
        let entry = Value::String(format!("{} entry", field.name()));
        return Some(Value::Map([(MapKey::String("fi".to_owned()), entry)].into()));
    }
    let number = field.number();
    let one = match field.kind() {
        Kind::String => Value::String(format!("{} {number}", field.name())),
        Kind::Bytes => Value::Bytes(vec![7; 3 + number as usize].into()),
        Kind::Bool => Value::Bool(true),
        Kind::Enum(_) => Value::EnumNumber(1),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Value::I32(number.cast_signed()),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => Value::I64(i64::from(number)),
        Kind::Uint32 | Kind::Fixed32 => Value::U32(number),
        Kind::Uint64 | Kind::Fixed64 => Value::U64(u64::from(number)),
        Kind::Float => Value::F32(0.5),
        Kind::Double => Value::F64(0.5),
        Kind::Message(of) if depth > 0 => Value::Message(sample(&of, depth - 1)),
        Kind::Message(_) => return None,
    };
    Some(if field.is_list() { Value::List(vec![one]) } else { one })
}
