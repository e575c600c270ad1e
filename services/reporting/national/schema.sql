-- Everything here was published by a district and can be read again from the streams of publications.
create schema read;

-- Where each stream of publications was read to.
create table read.stream (
  name     text   primary key,
  sequence bigint not null
);

-- The newest publication of each district, audience and year.
create table read.publication (
  publisher      text   not null,
  publisher_name text   not null,
  audience       text   not null,
  year           int    not null,
  revision       int    not null,
  published_at   timestamptz not null,
  smallest_cell  int    not null,
  primary key (publisher, audience, year)
);

create table read.cell (
  publisher     text   not null,
  audience      text   not null,
  year          int    not null,
  -- place in the table as published
  n             int    not null,
  programme     text   not null,
  indicator     text   not null,
  definition    text   not null,
  unit          int    not null,
  kind          int    not null,
  value         bigint,
  rests_on      bigint not null,
  provenance    int    not null,
  primary key (publisher, audience, year, n),
  foreign key (publisher, audience, year) references read.publication on delete cascade,
  -- 1 is CellKind's value: no other cell has one.
  check (kind = 1 or value is null and rests_on = 0)
);

-- Each transaction sees one audience's rows. A query that forgets its audience finds nothing.
alter table read.publication enable row level security;
alter table read.publication force row level security;
create policy audience on read.publication using (audience = current_setting('app.audience', true));
alter table read.cell enable row level security;
alter table read.cell force row level security;
create policy audience on read.cell using (audience = current_setting('app.audience', true));

grant usage on schema read to national;
grant select, insert, update, delete on all tables in schema read to national;
