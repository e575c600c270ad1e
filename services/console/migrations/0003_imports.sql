-- Lists that coordinators bring in. Of what a list says nothing stands here in the clear: the file is sealed under a key
-- that derives from the console's signing key, and goes a week after it came; lines keep random ids and what was wrong.
CREATE TABLE console.imports (
    import_id uuid PRIMARY KEY,
    district text NOT NULL,
    actor_id uuid NOT NULL REFERENCES console.accounts,
    undo_actor_id uuid REFERENCES console.accounts,
    what text NOT NULL CHECK (what IN ('waiting', 'volunteers', 'pairs')),
    state text NOT NULL CHECK (state IN ('mapping', 'checking', 'checked', 'running', 'done', 'undoing', 'undone',
        'dropped')),
    -- HMAC of the file, and of its first row.
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    header_digest bytea NOT NULL CHECK (octet_length(header_digest) = 32),
    parts integer NOT NULL,
    -- What each column tells, in the order of the file; null where nothing is read.
    columns jsonb NOT NULL DEFAULT '[]',
    -- What holds on every line whose cell is empty: codes and days alone.
    for_all jsonb NOT NULL DEFAULT '{}',
    -- Lines of people who probably are known already are brought in too.
    bring_alike boolean NOT NULL DEFAULT false,
    -- Of the step under way.
    seen integer NOT NULL DEFAULT 0,
    total integer NOT NULL DEFAULT 0,
    -- A service did not answer; it goes on by itself.
    waits boolean NOT NULL DEFAULT false,
    -- Who works on it now, until then.
    lease_until timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX imports_of_district ON console.imports (district, created_at);
CREATE INDEX imports_to_do ON console.imports (created_at) WHERE state IN ('checking', 'running', 'undoing');
-- A file is brought into a district once, until that is undone.
CREATE UNIQUE INDEX imports_once ON console.imports (district, digest) WHERE state NOT IN ('undone', 'dropped');

CREATE TABLE console.import_parts (
    import_id uuid NOT NULL REFERENCES console.imports ON DELETE CASCADE,
    part integer NOT NULL,
    sealed bytea NOT NULL,
    PRIMARY KEY (import_id, part)
);

CREATE TABLE console.import_lines (
    import_id uuid NOT NULL REFERENCES console.imports ON DELETE CASCADE,
    line integer NOT NULL,
    state text NOT NULL CHECK (state IN ('new', 'alike', 'bad', 'done', 'failed', 'undone', 'left')),
    -- Name of a text, and of the column it is about.
    problem text,
    field text,
    -- Whom the line made known.
    person_id uuid,
    referral_id uuid,
    volunteer_person_id uuid,
    volunteer_id uuid,
    is_pair boolean NOT NULL DEFAULT false,
    PRIMARY KEY (import_id, line)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON console.imports, console.import_parts, console.import_lines TO console;
