/// What a sealed value turns out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened<T> {
    Clear(T),
    /// Its key was destroyed.
    Erased,
}

impl<T> Opened<T> {
    pub fn clear(self) -> Option<T> {
        match self {
            Self::Clear(value) => Some(value),
            Self::Erased => None,
        }
    }
}

impl<T: Default> Opened<T> {
    /// An erased value reads as an empty one.
    pub fn or_empty(self) -> T {
        self.clear().unwrap_or_default()
    }
}
