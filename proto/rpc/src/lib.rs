//! gRPC clients and servers over the messages of the crate `proto`.

mod codec;
mod generated {
    include!(concat!(env!("OUT_DIR"), "/packages.rs"));
}

pub use codec::{WireCodec, WireDecoder};
pub use generated::rinnalla::*;
