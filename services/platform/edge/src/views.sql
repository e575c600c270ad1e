create schema if not exists kept;

-- Who was shown whom. One row per reply, written before the reply; a rebuild never touches it.
create table kept.view (
  id       bigint generated always as identity primary key,
  district text        not null,
  at       timestamptz not null,
  actor    text        not null,
  purpose  text        not null,
  method   text        not null
);
create table kept.viewed (
  district text   not null,
  person   uuid   not null,
  view     bigint not null references kept.view,
  primary key (district, person, view)
);
alter table kept.view enable row level security;
alter table kept.view force row level security;
create policy district on kept.view using (district = current_setting('app.district', true));
alter table kept.viewed enable row level security;
alter table kept.viewed force row level security;
create policy district on kept.viewed using (district = current_setting('app.district', true));
