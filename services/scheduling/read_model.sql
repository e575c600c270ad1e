create table first_meeting (
  district             text not null,
  id                   uuid not null,
  match_id             uuid not null,
  person               uuid not null,
  volunteer            uuid not null,
  programme            text not null,
  coordinator_required boolean not null,
  status               int  not null,
  to_plan_since        date,
  -- set from the first plan to the next failed attempt
  start_on             date,
  start_at             text not null default '',
  duration             int  not null default 0,
  coordinator          text not null default '',
  place                text not null default '',
  -- protobuf: MeetingNeeds; empty when nothing is needed
  needs                bytea not null default '',
  failed_attempts      int  not null default 0,
  last_not_held        int  not null default 0,
  held_on              date,
  primary key (district, id)
);
create index first_meeting_open on first_meeting (district, status) where status in (1, 2);
create index first_meeting_match on first_meeting (district, match_id);
create index first_meeting_person on first_meeting (district, person);
create index first_meeting_volunteer on first_meeting (district, volunteer);

create table series (
  district    text  not null,
  id          uuid  not null,
  group_id    uuid  not null,
  programme   text  not null,
  first_on    date  not null,
  -- as ended, when it ends earlier than planned
  last_on     date  not null,
  ended_early boolean not null default false,
  -- protobuf: SeriesPlanned, with the breaks added since
  planned     bytea not null,
  primary key (district, id)
);
create index series_group on series (district, group_id);

create table series_move (
  district  text  not null,
  series    uuid  not null,
  -- a Monday
  from_week date  not null,
  -- protobuf: WeeklyTime
  weekly    bytea not null,
  place     text  not null,
  primary key (district, series, from_week)
);

create table session (
  district              text not null,
  id                    uuid not null,
  kind                  int  not null,
  programme             text not null,
  group_id              uuid,
  series                uuid,
  name                  text not null,
  theme                 text not null,
  start_on              date not null,
  start_at              text not null,
  duration              int  not null,
  place                 text not null,
  -- guidance at a home: whose; the place is hers
  home_of               uuid,
  status                int  not null,
  counts_only           boolean not null,
  capacity              bigint,
  cancel_reason         int  not null default 0,
  held                  boolean not null default false,
  women                 int  not null default 0,
  men                   int  not null default 0,
  others                int  not null default 0,
  children              int  not null default 0,
  children_in_childcare int  not null default 0,
  primary key (district, id)
);
create index session_start on session (district, start_on, start_at, id);
create index session_series on session (district, series) where series is not null;
create index session_home on session (district, home_of) where home_of is not null;

create table enrolment (
  district text not null,
  session  uuid not null,
  person   uuid not null,
  primary key (district, session, person)
);

create table attendance (
  district text not null,
  session  uuid not null,
  person   uuid not null,
  status   int  not null,
  primary key (district, session, person)
);

-- From matching: who leads which group.
create table led_group (
  district text not null,
  group_id uuid not null,
  leader   uuid not null,
  primary key (district, group_id, leader)
);
create index led_group_leader on led_group (district, leader);

-- From referrals: everybody the district knows, erased or not.
create table known_person (
  district text not null,
  id       uuid not null,
  primary key (district, id)
);
