//! gRPC clients and servers over the messages of the crate `proto`.

mod generated {
    include!(concat!(env!("OUT_DIR"), "/packages.rs"));
}
pub use generated::rinnalla::*;
