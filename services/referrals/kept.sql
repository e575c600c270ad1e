-- Messages that are due, for the instances of the service to share out: whoever sends one holds its row. What was tried
-- is known nowhere else; lost, it is only tried sooner.
create table kept.outgoing (
  district   text not null,
  message    uuid not null,
  attempts   int  not null default 0,
  -- real time
  not_before timestamptz not null default now(),
  primary key (district, message)
);
alter table kept.outgoing enable row level security;
alter table kept.outgoing force row level security;
create policy district on kept.outgoing using (district = current_setting('app.district', true));
