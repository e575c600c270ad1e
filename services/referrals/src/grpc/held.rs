mod tell_held;

use proto::referrals::v1 as pb;
use rpc::referrals::v1::held_service_server::HeldService;

use super::HeldGrpc;

edge::service! {
    "rinnalla.referrals.v1", HeldService for HeldGrpc;
    tell_held: "TellHeld", pb::TellHeldRequest => pb::TellHeldResponse;
}
