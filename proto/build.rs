//! Compiles the contracts to messages, and derives from their options how events are stored and values sealed.

use std::{env, error::Error, fmt::Write as _, fs, path::PathBuf};

use prost_reflect::{DescriptorPool, MessageDescriptor, OneofDescriptor, Value};

fn main() -> Result<(), Box<dyn Error>> {
    let files = proto_files("rinnalla")?;
    println!("cargo:rerun-if-changed=rinnalla");

    let mut compiler = protox::Compiler::new(["."])?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(&files)?;
    let descriptors = compiler.encode_file_descriptor_set();

    #[expect(clippy::disallowed_methods, reason = "cargo tells a build script so")]
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.binpb"), &descriptors)?;

    let mut config = prost_build::Config::new();
    config.include_file("packages.rs");
    for path in KEPT_IN_STATE {
        config.type_attribute(path, "#[derive(serde::Serialize, serde::Deserialize)]");
    }
    config.compile_fds(compiler.file_descriptor_set())?;

    let pool = DescriptorPool::decode(descriptors.as_slice())?;
    fs::write(out.join("stored.rs"), stored(&pool)?)?;
    Ok(())
}

/// Messages that aggregates keep in their state, which is saved between commands.
const KEPT_IN_STATE: &[&str] = &[
    ".rinnalla.eventlog.v1.Sealed",
    ".rinnalla.programmes.v1",
    ".rinnalla.referrals.v1.Partner",
    ".rinnalla.referrals.v1.PartnerAgreement",
    ".rinnalla.referrals.v1.Coverage",
    ".rinnalla.referrals.v1.Grant",
    ".rinnalla.referrals.v1.IntakeStop",
    ".rinnalla.referrals.v1.PriorityReason",
    ".rinnalla.referrals.v1.Purpose",
    ".rinnalla.scheduling.v1.AttendanceStatus",
    ".rinnalla.scheduling.v1.Headcount",
    ".rinnalla.scheduling.v1.SessionKind",
    ".rinnalla.scheduling.v1.Weekday",
];

fn proto_files(folder: &str) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(proto_files(&path.to_string_lossy())?);
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// `StoredEvent` for every `<Kind>Event` and a table of them; `Sealable` for every message with `sealed_under`.
fn stored(pool: &DescriptorPool) -> Result<String, Box<dyn Error>> {
    let sealed_under =
        pool.get_extension_by_name("rinnalla.eventlog.v1.sealed_under").ok_or("options.proto declares sealed_under")?;
    let (mut code, mut kinds) = (String::new(), String::new());
    for message in pool.all_messages().filter(|message| message.full_name().starts_with("rinnalla.")) {
        if let Some(oneof) = message.oneofs().find(|oneof| oneof.name() == "event") {
            stored_event(&mut code, &mut kinds, &message, &oneof)?;
        }
        if let Value::EnumNumber(kind @ 1..) = message.options().get_extension(&sealed_under).as_ref() {
            let kind = if *kind == 1 { "Identity" } else { "Statistics" };
            let (path, field) = (format!("{}::{}", module(&message), message.name()), message.full_name());
            writeln!(
                code,
                "impl crate::Sealable for {path} {{
                    const FIELD: &'static str = \"{field}\";
                    const KEY: crate::eventlog::v1::KeyKind = crate::eventlog::v1::KeyKind::{kind};
                }}"
            )?;
        }
    }
    writeln!(code, "pub(super) const KINDS: &[crate::StoredKind] = &[{kinds}];")?;
    Ok(code)
}

fn stored_event(
    code: &mut String,
    kinds: &mut String,
    message: &MessageDescriptor,
    oneof: &OneofDescriptor,
) -> Result<(), Box<dyn Error>> {
    let path = format!("{}::{}::Event", module(message), snake(message.name()));
    let (mut names, mut versions, mut encode, mut decode, mut events) =
        (String::new(), String::new(), String::new(), String::new(), String::new());
    for field in oneof.fields() {
        let variant = camel(field.name());
        let kind = field.kind();
        let body = kind.as_message().ok_or("an event is a message")?;
        let (name, version) = split_version(body.name());
        writeln!(names, "Self::{variant}(_) => \"{name}\",")?;
        writeln!(versions, "Self::{variant}(_) => {version},")?;
        writeln!(encode, "Self::{variant}(body) => prost::Message::encode_to_vec(body),")?;
        writeln!(decode, "(\"{name}\", {version}) => Ok(Self::{variant}(prost::Message::decode(body)?)),")?;
        writeln!(events, "(\"{name}\", {version}, \"{}\"),", body.full_name())?;
    }
    writeln!(
        code,
        "impl crate::StoredEvent for {path} {{
            fn type_name(&self) -> &'static str {{ match self {{ {names} }} }}
            fn version(&self) -> u32 {{ match self {{ {versions} }} }}
            fn encode_body(&self) -> Vec<u8> {{ match self {{ {encode} }} }}
            fn decode_body(name: &str, version: u32, body: &[u8]) -> Result<Self, crate::UndecodableEvent> {{
                match (name, version) {{ {decode} _ => Err(crate::UndecodableEvent::unknown(name, version)) }}
            }}
        }}"
    )?;
    writeln!(kinds, "crate::StoredKind::of::<{path}>(\"{}\", &[{events}]),", message.full_name())?;
    Ok(())
}

fn module(message: &MessageDescriptor) -> String {
    let package = message.package_name().trim_start_matches("rinnalla.").replace('.', "::");
    format!("crate::{package}")
}

/// "ReferralSubmittedV2" is version 2 of "ReferralSubmitted".
fn split_version(body: &str) -> (&str, u32) {
    body.rsplit_once('V').and_then(|(name, version)| Some((name, version.parse().ok()?))).unwrap_or((body, 1))
}

fn snake(camel: &str) -> String {
    let mut snake = String::new();
    for (index, letter) in camel.char_indices() {
        if letter.is_uppercase() && index > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

fn camel(snake: &str) -> String {
    snake.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}
