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

-- Records of persons that were merged into others: ids that stand for the same person. Written and asked by crate `alias`,
-- from the commits of referrals.
create table merged_person (
  district  text   not null,
  absorbed  uuid   not null,
  -- never itself absorbed while this stands
  kept      uuid   not null,
  sequence  bigint not null,
  merged_on date   not null,
  actor     text   not null,
  -- no more once she was merged into somebody else in turn
  stands    boolean not null default true,
  primary key (district, absorbed, sequence)
);
create index merged_person_kept on merged_person (district, kept) where stands;
