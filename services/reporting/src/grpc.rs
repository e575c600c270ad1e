//! The methods. Each file reads one request whole, carries out or looks up, and answers.

mod figures;

use edge::Edge;

#[derive(Debug)]
pub(crate) struct FiguresGrpc(pub(crate) Edge);
