//! gRPC clients and servers over the messages of the crate `proto`.

mod generated {
    #![expect(clippy::all, clippy::pedantic, reason = "generated code keeps its generator's style")]
    include!(concat!(env!("OUT_DIR"), "/packages.rs"));
}
pub use generated::rinnalla::*;
