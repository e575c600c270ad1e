//! The trace a request belongs to, as W3C Trace Context writes it. What a browser or proxy began goes on; else it
//! begins here. Its id is also what a person reads out when something went wrong.

use std::fmt;

use axum::http::HeaderMap;

use crate::surroundings::Surroundings;

pub const HEADER: &str = "traceparent";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    id: [u8; 16],
    span: [u8; 8],
    sampled: bool,
}

impl Trace {
    pub fn of(headers: &HeaderMap, surroundings: &Surroundings) -> Self {
        let begun = headers.get(HEADER).and_then(|value| value.to_str().ok()).and_then(Self::parse);
        let span = surroundings.random();
        begun.map_or_else(|| Self { id: surroundings.random(), span, sampled: true }, |begun| Self { span, ..begun })
    }

    fn parse(header: &str) -> Option<Self> {
        let mut parts = header.split('-');
        let (version, id, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let mut trace = Self { id: [0; 16], span: [0; 8], sampled: u8::from_str_radix(flags, 16).ok()? & 1 == 1 };
        hex::decode_to_slice(id, &mut trace.id).ok()?;
        hex::decode_to_slice(span, &mut trace.span).ok()?;
        (version != "ff" && trace.id != [0; 16] && trace.span != [0; 8]).then_some(trace)
    }

    /// Short enough to read out on the phone; found in the log as the beginning of the trace's id.
    pub fn reference(&self) -> String {
        hex::encode_upper(&self.id[..4])
    }

    pub fn id(&self) -> String {
        hex::encode(self.id)
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{}-{}-{:02x}", hex::encode(self.id), hex::encode(self.span), u8::from(self.sampled))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::{HEADER, Trace};
    use crate::surroundings::Surroundings;

    #[test]
    fn a_trace_that_was_begun_goes_on() {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".parse().unwrap());
        let trace = Trace::of(&headers, &Surroundings::of_this_machine());
        assert_eq!(trace.id(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(trace.reference(), "4BF92F35");
        assert!(!trace.to_string().contains("00f067aa0ba902b7"), "our span is our own");
    }

    #[test]
    fn a_broken_header_begins_a_new_trace() {
        assert_eq!(Trace::parse("00-00000000000000000000000000000000-00f067aa0ba902b7-01"), None);
        assert_eq!(Trace::parse("nonsense"), None);
    }
}
