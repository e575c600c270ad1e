//! Which columns a search has come to, and how. Used again for every row without clearing.

/// How a search came to a column.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Step {
    /// Who would move; `None` where room passes without anybody moving.
    pub(super) row: Option<u32>,
    /// The column that the search came from.
    pub(super) other: u32,
}

pub(super) struct Reach {
    search: u32,
    /// By column: the search that last came there.
    seen: Vec<u32>,
    steps: Vec<Step>,
    queue: Vec<u32>,
    next: usize,
    work: usize,
}

impl Reach {
    pub(super) fn new(columns: usize) -> Self {
        Self {
            search: 0,
            seen: vec![0; columns],
            steps: vec![Step::default(); columns],
            queue: Vec::new(),
            next: 0,
            work: 0,
        }
    }

    pub(super) fn clear(&mut self) {
        self.search += 1;
        self.queue.clear();
        self.next = 0;
        self.work = 0;
    }

    /// Whether the search had not come to the column before.
    pub(super) fn visit(&mut self, column: u32, step: Step) -> bool {
        self.work += 1;
        if self.has(column) {
            return false;
        }
        self.seen[column as usize] = self.search;
        self.steps[column as usize] = step;
        self.queue.push(column);
        true
    }

    pub(super) fn has(&self, column: u32) -> bool {
        self.seen[column as usize] == self.search
    }

    /// The next column to look on from, in the order of coming there.
    pub(super) fn next(&mut self) -> Option<u32> {
        let column = self.queue.get(self.next).copied()?;
        self.next += 1;
        Some(column)
    }

    pub(super) fn step(&self, column: u32) -> Step {
        self.steps[column as usize]
    }

    /// How many times a column was looked at.
    pub(super) fn work(&self) -> usize {
        self.work
    }
}
