//! Embeds what browsers fetch: our own style, and the third-party style and script when they are installed.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::Write as _,
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};

/// In the order of the cascade.
const OWN_STYLE: &[&str] = &[
    "tokens",
    "bare",
    "page",
    "controls",
    "forms",
    "tags",
    "acts",
    "cards",
    "lists",
    "timeline",
    "tables",
    "figures",
    "volunteers",
    "dark",
    "print",
];

fn main() -> Result<(), Box<dyn Error>> {
    let own = Path::new("assets");
    let installed = env::var_os("RINNALLA_ASSETS").map_or_else(
        || PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../.tools/npm/node_modules"),
        PathBuf::from,
    );
    println!("cargo:rerun-if-env-changed=RINNALLA_ASSETS");
    println!("cargo:rerun-if-changed=assets");

    let mut style = String::new();
    for part in OWN_STYLE {
        style += &fs::read_to_string(own.join(format!("rinnalla/{part}.css")))?;
    }
    let mut assets =
        vec![Asset::new("rinnalla.css", style.into_bytes()), Asset::new("mark.svg", fs::read(own.join("mark.svg"))?)];

    let theme = installed_file(&installed, "@digdir/designsystemet-css/dist/theme/designsystemet.css");
    let components = installed_file(&installed, "@digdir/designsystemet-css/dist/src/index.css");
    if let (Some(theme), Some(components)) = (theme, components) {
        assets.push(Asset::new("designsystemet.css", [theme, components].concat()));
    }
    if let Some(script) = installed_file(&installed, "htmx.org/dist/htmx.min.js") {
        assets.push(Asset::new("htmx.js", script));
    }

    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let mut code = String::from("pub static EMBEDDED: &[Asset] = &[");
    for asset in &assets {
        let (name, path) = (&asset.name, asset.path());
        fs::write(out.join(name), &asset.bytes)?;
        fs::write(out.join(format!("{name}.gz")), asset.compressed()?)?;
        write!(
            code,
            "Asset {{ name: {name:?}, path: {path:?}, content_type: {:?},
                bytes: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\")),
                compressed: include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}.gz\")) }},",
            asset.content_type()
        )?;
    }
    code.push_str("];");
    fs::write(out.join("embedded.rs"), code)?;
    Ok(())
}

fn installed_file(installed: &Path, name: &str) -> Option<Vec<u8>> {
    let path = installed.join(name);
    println!("cargo:rerun-if-changed={}", path.display());
    fs::read(path).ok()
}

struct Asset {
    name: &'static str,
    bytes: Vec<u8>,
}

impl Asset {
    fn new(name: &'static str, bytes: Vec<u8>) -> Self {
        Self { name, bytes }
    }

    /// Changes with the content, so that browsers may keep what they have for ever.
    fn path(&self) -> String {
        let mut hasher = DefaultHasher::new();
        self.bytes.hash(&mut hasher);
        let (stem, extension) = self.name.split_once('.').unwrap_or((self.name, ""));
        format!("/assets/{stem}-{:016x}.{extension}", hasher.finish())
    }

    fn content_type(&self) -> &'static str {
        match self.name.rsplit_once('.').map(|(_, extension)| extension) {
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("svg") => "image/svg+xml",
            _ => "application/octet-stream",
        }
    }

    fn compressed(&self) -> std::io::Result<Vec<u8>> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&self.bytes)?;
        encoder.finish()
    }
}
