-- Accounts of staff and what they are signed in to. Owned by the migrating role; the service may not change the schema.

CREATE SCHEMA console;
GRANT USAGE ON SCHEMA console TO console;

CREATE TABLE console.accounts (
    -- The actor that events name.
    actor_id uuid PRIMARY KEY,
    email text NOT NULL CHECK (email = lower(email)),
    display_name text NOT NULL,
    password_hash text NOT NULL,
    role text NOT NULL CHECK (role IN ('coordinator', 'manager', 'administrator', 'national')),
    created_at timestamptz NOT NULL,
    -- A closed account keeps its row, because events name its actor.
    closed_at timestamptz,
    UNIQUE (email)
);

CREATE TABLE console.account_districts (
    actor_id uuid NOT NULL REFERENCES console.accounts ON DELETE CASCADE,
    district text NOT NULL,
    PRIMARY KEY (actor_id, district)
);

CREATE TABLE console.sessions (
    -- SHA-256 of the browser's secret.
    secret_hash bytea PRIMARY KEY CHECK (octet_length(secret_hash) = 32),
    actor_id uuid NOT NULL REFERENCES console.accounts ON DELETE CASCADE,
    district text,
    opened_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    -- Newest position token of a command, so that people see what they have just written.
    position text,
    position_at timestamptz,
    -- Shown once, on the next page.
    notice jsonb
);
CREATE INDEX sessions_by_age ON console.sessions (last_seen_at);

CREATE TABLE console.sign_in_attempts (
    -- SHA-256 of an e-mail address or a network address.
    subject_hash bytea NOT NULL CHECK (octet_length(subject_hash) = 32),
    attempted_at timestamptz NOT NULL
);
CREATE INDEX sign_in_attempts_by_subject ON console.sign_in_attempts (subject_hash, attempted_at);
CREATE INDEX sign_in_attempts_by_age ON console.sign_in_attempts (attempted_at);

CREATE TABLE console.districts (
    slug text PRIMARY KEY,
    name text NOT NULL
);

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA console TO console;
