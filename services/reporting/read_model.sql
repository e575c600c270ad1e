-- Facts: random ids, statuses, days, codes. No name and no free text ever gets here. Each table is written by the one
-- lane that follows the stream its comment names; facts of several streams meet in queries.

-- EV_referrals: codes of the day it was handed in. Emptied at an erasure; the row keeps counting.
create table referral_fact (
  district     text not null,
  referral     uuid not null,
  person       uuid not null,
  programme    text not null,
  source       int  not null,
  submitted_on date not null,
  municipality text not null,
  erased       boolean not null,
  in_error     boolean not null default false,
  primary key (district, referral)
);
create index referral_fact_submitted on referral_fact (district, submitted_on);
create index referral_fact_person on referral_fact (district, person);

-- EV_referrals: on a day a referral stands where the newest commit of those up to that day put it.
create table referral_status (
  district    text   not null,
  referral    uuid   not null,
  sequence    bigint not null,
  n           int    not null,
  status      int    not null,
  reason      int    not null,
  occurred_on date   not null,
  primary key (district, referral, sequence, n)
);

-- EV_referrals
create table referral_check (
  district    text   not null,
  referral    uuid   not null,
  sequence    bigint not null,
  n           int    not null,
  outcome     int    not null,
  occurred_on date   not null,
  primary key (district, referral, sequence, n)
);

-- EV_referrals: who is a participant, and who is being erased.
create table person_fact (
  district    text    not null,
  person      uuid    not null,
  participant boolean not null default false,
  erased      boolean not null default false,
  primary key (district, person)
);

-- EV_referrals: other organisations that were trained to run a programme, without their names. What was taken back is none.
create table trained_organisation (
  district     text not null,
  organisation uuid not null,
  programme    text not null,
  trained_on   date not null,
  primary key (district, organisation)
);

-- EV_matching
create table match_fact (
  district        text not null,
  match           uuid not null,
  referral        uuid not null,
  person          uuid not null,
  programme       text not null,
  first_active_on date,
  ended_on        date,
  end_reason      int  not null default 0,
  -- code of what became of the participant, as it was told last; null before, empty once she is erased
  outcome         text,
  primary key (district, match)
);
create index match_fact_referral on match_fact (district, referral);
create index match_fact_person on match_fact (district, person);

-- EV_matching: milestones that stand.
create table milestone_fact (
  district   text not null,
  match      uuid not null,
  code       text not null,
  reached_on date not null,
  primary key (district, match, code)
);

-- EV_matching
create table volunteer_fact (
  district  text not null,
  volunteer uuid not null,
  person    uuid not null,
  programme text not null,
  primary key (district, volunteer)
);

-- EV_matching
create table volunteer_status (
  district    text   not null,
  volunteer   uuid   not null,
  sequence    bigint not null,
  n           int    not null,
  status      int    not null,
  -- the first day back from a break
  back_on     date,
  occurred_on date   not null,
  primary key (district, volunteer, sequence, n)
);

-- EV_matching
create table group_fact (
  district  text not null,
  group_id  uuid not null,
  programme text not null,
  primary key (district, group_id)
);

-- EV_matching: places given, each time anew.
create table group_place (
  district  text   not null,
  group_id  uuid   not null,
  person    uuid   not null,
  sequence  bigint not null,
  n         int    not null,
  referral  uuid   not null,
  programme text   not null,
  given_on  date   not null,
  ended_on  date,
  primary key (district, group_id, person, sequence, n)
);
create index group_place_referral on group_place (district, referral);

-- EV_scheduling
create table first_meeting_fact (
  district text not null,
  meeting  uuid not null,
  match    uuid not null,
  held_on  date,
  primary key (district, meeting)
);
create index first_meeting_fact_match on first_meeting_fact (district, match);

-- EV_scheduling: a session counts once its attendance is recorded.
create table session_fact (
  district  text not null,
  session   uuid not null,
  kind      int  not null,
  programme text not null,
  on_day    date not null,
  held      boolean not null default false,
  women     bigint not null default 0,
  men       bigint not null default 0,
  others    bigint not null default 0,
  children  bigint not null default 0,
  childcare bigint not null default 0,
  primary key (district, session)
);
create index session_fact_day on session_fact (district, on_day) where held;

-- EV_scheduling
create table attendance_fact (
  district text not null,
  session  uuid not null,
  person   uuid not null,
  status   int  not null,
  primary key (district, session, person)
);

-- EV_reporting: the newest of each audience and year.
create table publication (
  district     text not null,
  id           uuid not null,
  revision     int  not null default 0,
  published_at timestamptz,
  -- the random id of an account
  published_by text  not null default '',
  -- protobuf: FiguresPublished
  published    bytea not null default '',
  -- the first of two approvals, while it waits for the second
  approved_at  timestamptz,
  -- protobuf: FiguresApproved
  approved     bytea not null default '',
  primary key (district, id)
);
