//! The methods. Each file reads one request whole, carries out or looks up, and answers.

mod figures;
mod held;

use edge::Edge;

#[derive(Debug)]
pub(crate) struct FiguresGrpc(pub(crate) Edge);
#[derive(Debug)]
pub(crate) struct HeldGrpc(pub(crate) Edge);
