//! Compiles the services of the contracts; their messages are those of the crate `proto`.

use std::{error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=../rinnalla");
    let mut compiler = protox::Compiler::new([".."])?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(services("../rinnalla")?)?;
    tonic_prost_build::configure()
        .include_file("packages.rs")
        .extern_path(".rinnalla", "::proto")
        .codec_path("crate::WireCodec")
        .compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}

fn services(folder: &str) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(services(&path.to_string_lossy())?);
        } else if path.to_string_lossy().ends_with("_service.proto") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
