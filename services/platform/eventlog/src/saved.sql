create table aggregate_state (
  district     text   not null,
  kind         text   not null,
  id           uuid   not null,
  sequence     bigint not null,
  fold_version int    not null,
  state        bytea  not null,
  primary key (district, kind, id)
);
create table handled_command (
  district text   not null,
  kind     text   not null,
  id       uuid   not null,
  command  uuid   not null,
  sequence bigint not null,
  primary key (district, kind, id, command)
);
