use std::collections::HashMap;

/// Metadata of a stream of published figures: the district's name, and its audiences with commas.
const NAME: &str = "rinnalla-district-name";
const AUDIENCES: &str = "rinnalla-audiences";

/// What the operator says of a district on its stream of published figures, so that the national view knows the
/// district before it has published anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    pub name: String,
    pub audiences: Vec<String>,
}

impl Announced {
    /// What a stream's metadata says; none before anything was said on it.
    pub fn read(metadata: &HashMap<String, String>) -> Option<Self> {
        let (name, audiences) = (metadata.get(NAME)?, metadata.get(AUDIENCES)?);
        let audiences = audiences.split(',').filter(|audience| !audience.is_empty());
        Some(Self { name: name.clone(), audiences: audiences.map(str::to_owned).collect() })
    }

    pub(crate) fn write(&self, metadata: &mut HashMap<String, String>) {
        metadata.insert(NAME.to_owned(), self.name.clone());
        metadata.insert(AUDIENCES.to_owned(), self.audiences.join(","));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_on_a_stream_is_read_as_it_was_said() {
        let mut metadata = HashMap::from([("another".to_owned(), "kept".to_owned())]);
        assert_eq!(Announced::read(&metadata), None);
        for audiences in [vec![], vec!["mll".to_owned(), "vaestoliitto".to_owned()]] {
            let announced = Announced { name: "Satakunnan piiri".to_owned(), audiences };
            announced.write(&mut metadata);
            assert_eq!(Announced::read(&metadata), Some(announced));
        }
        // As streams of running installations have it.
        let said = [
            ("another", "kept"),
            ("rinnalla-audiences", "mll,vaestoliitto"),
            ("rinnalla-district-name", "Satakunnan piiri"),
        ];
        assert_eq!(metadata, said.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    }
}
