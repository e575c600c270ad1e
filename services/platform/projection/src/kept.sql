create schema if not exists kept;

-- Where each process stands.
create table kept.process_position (
  process  text   not null,
  stream   text   not null,
  sequence bigint not null,
  primary key (process, stream)
);

-- Commands a process wanted and a rule refused, or that could not be carried out at all. Pointers, never payload.
create table kept.process_refused (
  process    text        not null,
  stream     text        not null,
  sequence   bigint      not null,
  reason     text        not null,
  refused_at timestamptz not null default now(),
  primary key (process, stream, sequence)
);
