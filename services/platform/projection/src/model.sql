create table model (version text not null);

-- Where each lane stands. No personal data, no district policy: lanes of every district are watched together.
create table lane (
  name     text   not null,
  stream   text   not null,
  sequence bigint not null,
  primary key (name, stream)
);

-- Commits that could not be applied, and those of the same aggregate behind them. Pointers, never payload.
create table parked (
  lane      text        not null,
  stream    text        not null,
  sequence  bigint      not null,
  kind      text        not null,
  id        uuid        not null,
  reason    text        not null,
  parked_at timestamptz not null default now(),
  primary key (lane, stream, sequence)
);

-- The furthest input each process is known, from this service's own commits, to have acted on.
create table causation (
  process  text   not null,
  stream   text   not null,
  sequence bigint not null,
  primary key (process, stream)
);

-- Persons whose erasure was ordered: no row may hold a value of theirs any more. Written and asked by crate `erasure`.
create table erased_person (
  district text not null,
  person   uuid not null,
  primary key (district, person)
);
