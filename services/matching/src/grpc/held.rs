mod tell_held;

use proto::matching::v1 as pb;
use rpc::matching::v1::held_service_server::HeldService;

use super::HeldGrpc;

edge::service! {
    "rinnalla.matching.v1", HeldService for HeldGrpc;
    tell_held: "TellHeld", pb::TellHeldRequest => pb::TellHeldResponse;
}
