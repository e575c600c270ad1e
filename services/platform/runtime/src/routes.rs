use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
};

use http::{Request, Response};
use prost::Message as _;
use prost_types::FileDescriptorProto;
use tonic::{body::Body, server::NamedService, service::RoutesBuilder};
use tower::Service;

/// The gRPC services of a process. It tells of these by reflection, and of no other's.
#[derive(Default)]
pub struct Routes {
    routes: RoutesBuilder,
    names: Vec<&'static str>,
}

/// The contracts do not describe a service as it is offered.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UndescribedError {
    #[error("no contract declares the service {0}")]
    Service(&'static str),
    #[error("the descriptors cannot be read")]
    Descriptors(#[from] prost::DecodeError),
    #[error("reflection")]
    Reflection(#[from] tonic_reflection::server::Error),
}

impl Routes {
    pub fn add_service<S>(&mut self, service: S) -> &mut Self
    where
        S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        self.names.push(S::NAME);
        self.routes.add_service(service);
        self
    }

    /// With a service that tells whether this process serves, and reflection. Many clients, Python's among them, still
    /// ask for reflection by its first name.
    pub(crate) fn described<H>(mut self, health: H) -> Result<tonic::service::Routes, UndescribedError>
    where
        H: Service<Request<Body>, Response = Response<Body>, Error = Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        H::Future: Send + 'static,
    {
        let contracts = contracts_of(&self.names)?;
        self.add_service(health);
        let described = |reflection: &'static str| {
            let builder = tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(&contracts)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET);
            self.names.iter().chain([&reflection]).fold(builder, |builder, name| builder.with_service_name(*name))
        };
        let (v1, v1alpha) = (
            described("grpc.reflection.v1.ServerReflection").build_v1()?,
            described("grpc.reflection.v1alpha.ServerReflection").build_v1alpha()?,
        );
        self.routes.add_service(v1).add_service(v1alpha);
        Ok(self.routes.routes())
    }
}

impl std::fmt::Debug for Routes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.names).finish()
    }
}

/// A descriptor set whose files stay the bytes they are: options that this crate cannot read are kept.
#[derive(Clone, PartialEq, prost::Message)]
struct Files {
    #[prost(bytes = "vec", repeated, tag = "1")]
    file: Vec<Vec<u8>>,
}

/// Descriptors of the contracts that declare these services, and of all they build on.
fn contracts_of(services: &[&'static str]) -> Result<Vec<u8>, UndescribedError> {
    let files = Files::decode(proto::DESCRIPTORS)?;
    let mut described = BTreeMap::new();
    for bytes in files.file {
        let file = FileDescriptorProto::decode(bytes.as_slice())?;
        described.insert(file.name().to_owned(), (file, bytes));
    }
    let mut wanted = BTreeSet::new();
    let mut next = Vec::new();
    for service in services {
        let declares = |file: &FileDescriptorProto| {
            file.service.iter().any(|declared| format!("{}.{}", file.package(), declared.name()) == *service)
        };
        let found = described.values().find(|(file, _)| declares(file));
        next.push(found.ok_or(UndescribedError::Service(service))?.0.name().to_owned());
    }
    while let Some(name) = next.pop() {
        if let Some((file, _)) = described.get(&name)
            && wanted.insert(name)
        {
            next.extend(file.dependency.iter().cloned());
        }
    }
    let file = described.into_iter().filter(|(name, _)| wanted.contains(name)).map(|(_, (_, bytes))| bytes).collect();
    Ok(Files { file }.encode_to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(contracts: &[u8]) -> Vec<String> {
        let files = prost_types::FileDescriptorSet::decode(contracts).unwrap().file;
        let services = files.iter().flat_map(|file| file.service.iter().map(move |service| (file, service)));
        services.map(|(file, service)| format!("{}.{}", file.package(), service.name())).collect()
    }

    #[test]
    fn a_process_describes_the_services_it_offers_and_no_other() {
        let own = "rinnalla.reporting.v1.NationalService";
        assert_eq!(declared(&contracts_of(&[own]).unwrap()), [own]);
        assert!(declared(proto::DESCRIPTORS).len() > 1);
    }

    #[test]
    fn what_a_contract_builds_on_is_described_with_it_unaltered() {
        let contracts = Files::decode(contracts_of(&["rinnalla.referrals.v1.ReferralsService"]).unwrap().as_slice());
        let (contracts, all) = (contracts.unwrap().file, Files::decode(proto::DESCRIPTORS).unwrap().file);
        assert!(contracts.len() < all.len() && contracts.iter().all(|file| all.contains(file)));
        let files: Vec<_> =
            contracts.iter().map(|file| FileDescriptorProto::decode(file.as_slice()).unwrap()).collect();
        let names: BTreeSet<&str> = files.iter().map(FileDescriptorProto::name).collect();
        for file in &files {
            assert!(file.dependency.iter().all(|needed| names.contains(needed.as_str())), "{}", file.name());
        }
    }

    #[test]
    fn a_service_without_a_contract_is_refused() {
        assert!(matches!(contracts_of(&["rinnalla.nowhere.v1.Nothing"]), Err(UndescribedError::Service(_))));
    }
}
