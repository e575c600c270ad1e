-- For whom somebody of national coordination looks at published figures.
CREATE TABLE console.account_audiences (
    actor_id uuid NOT NULL REFERENCES console.accounts ON DELETE CASCADE,
    audience text NOT NULL,
    PRIMARY KEY (actor_id, audience)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON console.account_audiences TO console;
