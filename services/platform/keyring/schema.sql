-- Keys of districts and persons. Reached through functions alone; deploy/postgres/keyring_grants.sql grants each to the
-- roles that need it. Until then nobody but the owner may use the schema.
create schema keyring;

create table keyring.district_key (
  district text  primary key,
  wrapped  bytea not null
);

create table keyring.data_key (
  district text     not null references keyring.district_key,
  person   uuid     not null,
  kind     smallint not null check (kind in (1, 2)),
  wrapped  bytea    not null,
  primary key (district, person, kind)
);

-- A destroyed key leaves its mark, so that it is never made again.
create table keyring.tombstone (
  district     text        not null,
  person       uuid        not null,
  kind         smallint    not null,
  destroyed_at timestamptz not null default clock_timestamp(),
  primary key (district, person, kind)
);

create function keyring.open_district(in_district text, in_wrapped bytea) returns void
language sql security definer set search_path = keyring as $$
  insert into district_key values (in_district, in_wrapped) on conflict do nothing;
$$;

create function keyring.district_key(in_district text) returns bytea
language sql stable security definer set search_path = keyring as $$
  select wrapped from district_key where district = in_district;
$$;

create function keyring.identity_key(in_district text, in_person uuid) returns bytea
language sql stable security definer set search_path = keyring as $$
  select wrapped from data_key where district = in_district and person = in_person and kind = 1;
$$;

create function keyring.statistics_key(in_district text, in_person uuid) returns bytea
language sql stable security definer set search_path = keyring as $$
  select wrapped from data_key where district = in_district and person = in_person and kind = 2;
$$;

-- The key that stands afterwards: the given one, or the one that was there. Null when it was destroyed.
create function keyring.add_key(in_district text, in_person uuid, in_kind smallint, in_wrapped bytea) returns bytea
language plpgsql security definer set search_path = keyring as $$
declare standing bytea;
begin
  -- One at a time per person, so that adding and destroying cannot pass each other.
  perform pg_advisory_xact_lock(hashtextextended(in_district || in_person::text, in_kind));
  if exists (select from tombstone where district = in_district and person = in_person and kind = in_kind) then
    return null;
  end if;
  insert into data_key values (in_district, in_person, in_kind, in_wrapped) on conflict do nothing;
  select wrapped into standing from data_key
   where district = in_district and person = in_person and kind = in_kind;
  return standing;
end $$;

-- Destruction and backup exclude each other, by a lock named after the tombstones. A backup reads the log first and the
-- keys last: a key destroyed between the two would be missing from a backup whose log does not yet say that the person
-- is to be erased, and nothing would ever finish erasing her once it was restored. Held in a session, so that a backup
-- that dies lets go.
create function keyring.hold_destruction() returns void
language sql security definer set search_path = keyring as $$
  select pg_advisory_lock('tombstone'::regclass::oid::int, 0);
$$;

-- Waits, as long as lock_timeout lets it, for the end of a backup; none begins before the transaction ends.
create function keyring.await_backup() returns void
language sql security definer set search_path = keyring as $$
  select pg_advisory_xact_lock_shared('tombstone'::regclass::oid::int, 0);
$$;

create function keyring.destroy_key(in_district text, in_person uuid, in_kind smallint) returns void
language plpgsql security definer set search_path = keyring as $$
begin
  perform await_backup();
  perform pg_advisory_xact_lock(hashtextextended(in_district || in_person::text, in_kind));
  insert into tombstone (district, person, kind) values (in_district, in_person, in_kind) on conflict do nothing;
  delete from data_key where district = in_district and person = in_person and kind = in_kind;
end $$;
