mod tell_held;

use proto::scheduling::v1 as pb;
use rpc::scheduling::v1::held_service_server::HeldService;

use super::HeldGrpc;

edge::service! {
    "rinnalla.scheduling.v1", HeldService for HeldGrpc;
    tell_held: "TellHeld", pb::TellHeldRequest => pb::TellHeldResponse;
}
