use std::collections::HashMap;

use prost_reflect::{DescriptorPool, Value};
use proto::access::v1::Action;

/// The action of each method, read from the contracts.
#[derive(Debug, Clone)]
pub struct Actions {
    by_path: HashMap<String, Action>,
}

/// The contracts do not say what they must.
#[derive(Debug, thiserror::Error)]
pub enum ActionsError {
    #[error("the contracts' descriptors cannot be read")]
    Descriptors(#[from] prost_reflect::DescriptorError),
    #[error("the contracts declare no action option")]
    NoOption,
}

impl Actions {
    pub fn of_contracts() -> Result<Self, ActionsError> {
        let pool = DescriptorPool::decode(proto::DESCRIPTORS)?;
        let option = pool.get_extension_by_name("rinnalla.access.v1.action").ok_or(ActionsError::NoOption)?;
        let mut by_path = HashMap::new();
        for method in pool.services().flat_map(|service| service.methods().collect::<Vec<_>>()) {
            let action = match method.options().get_extension(&option).as_ref() {
                Value::EnumNumber(number) => Action::try_from(*number).unwrap_or(Action::Unspecified),
                _ => Action::Unspecified,
            };
            by_path.insert(format!("/{}/{}", method.parent_service().full_name(), method.name()), action);
        }
        Ok(Self { by_path })
    }

    /// `Unspecified`, which nobody may, for a method without one.
    pub fn of(&self, path: &str) -> Action {
        self.by_path.get(path).copied().unwrap_or(Action::Unspecified)
    }

    /// Every method and its action.
    pub fn all(&self) -> impl Iterator<Item = (&str, Action)> {
        self.by_path.iter().map(|(path, action)| (path.as_str(), *action))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_of_the_contracts_has_an_action() {
        let actions = Actions::of_contracts().unwrap();
        let without: Vec<_> = actions.all().filter(|(_, action)| *action == Action::Unspecified).collect();
        assert_eq!(without, []);
        assert!(actions.all().count() > 20);
    }
}
