mod tell_held;

use proto::reporting::v1 as pb;
use rpc::reporting::v1::held_service_server::HeldService;

use super::HeldGrpc;

edge::service! {
    "rinnalla.reporting.v1", HeldService for HeldGrpc;
    tell_held: "TellHeld", pb::TellHeldRequest => pb::TellHeldResponse;
}
