-- What referrals tells of persons: who they are is not among it.
create table known_person (
  district          text not null,
  id                uuid not null,
  address_protected boolean not null default false,
  -- protobuf: PersonFacts
  facts             bytea not null default '',
  municipality      text not null default '',
  -- to a possible friend, without her name
  may_be_shown      boolean not null default false,
  -- the consent to being referred and contacted was not taken back
  may_be_asked      boolean not null default true,
  -- somebody last spoke with her
  contacted_on      date,
  primary key (district, id)
);

-- One row per agreement, programme and municipality; an empty municipality is every one.
create table coverage (
  district     text not null,
  agreement    text not null,
  programme    text not null,
  municipality text not null,
  first_day    date not null,
  last_day     date not null
);
create index coverage_of on coverage (district, programme, municipality);

-- Referrals that are closed, and why.
create table referral_end (
  district text not null,
  referral uuid not null,
  reason   int  not null,
  primary key (district, referral)
);

create table volunteer (
  district             text not null,
  id                   uuid not null,
  person               uuid not null,
  programme            text not null,
  status               int  not null,
  status_since         date not null,
  applied_on           date not null,
  capacity_wish        int  not null,
  capacity             int  not null default 0,
  approved_on          date,
  paused_until         date,
  interviewed_on       date,
  interview_note       text not null default '',
  pledged_on           date,
  role                 text not null default '',
  -- protobuf: ExtractRule
  conditions           bytea not null default '',
  extract_required     boolean not null default false,
  assessed_on          date,
  assessed_by          text not null default '',
  extract_consented_on date,
  extract_ordered_on   date,
  extract_issued_on    date,
  extract_inspected_on date,
  extract_inspected_by text not null default '',
  -- protobuf: MatchingProfile
  profile              bytea not null default '',
  introduction         text not null default '',
  motivation           text not null default '',
  applied_by_herself   boolean not null default false,
  left_on              date,
  thanked              boolean not null default false,
  primary key (district, id)
);
create index volunteer_board on volunteer (district, programme, status, status_since);
create index volunteer_person on volunteer (district, person);

create table volunteer_training (
  district     text   not null,
  volunteer    uuid   not null,
  sequence     bigint not null,
  completed_on date   not null,
  minutes      int    not null,
  topic        text   not null,
  primary key (district, volunteer, sequence)
);

create table volunteer_slot (
  district        text not null,
  volunteer       uuid not null,
  match           uuid not null,
  support_request uuid not null,
  primary key (district, volunteer, match)
);

-- When she is away; last days are included.
create table volunteer_absence (
  district  text not null,
  volunteer uuid not null,
  id        uuid not null,
  first_day date not null,
  last_day  date not null,
  primary key (district, volunteer, id)
);

create table volunteer_expense (
  district    text   not null,
  volunteer   uuid   not null,
  id          uuid   not null,
  sequence    bigint not null,
  spent_on    date   not null,
  -- 0 once she is erased
  cents       int    not null,
  kilometres  int    not null,
  what        text   not null,
  noted_on    date   not null,
  answer      int    not null default 0,
  answered_on date,
  reason      text   not null default '',
  primary key (district, volunteer, id)
);
create index volunteer_expense_open on volunteer_expense (district, noted_on) where answered_on is null;

create table volunteer_step (
  district    text   not null,
  volunteer   uuid   not null,
  sequence    bigint not null,
  n           int    not null,
  type        text   not null,
  occurred_on date   not null,
  recorded_at timestamptz not null,
  actor       text   not null,
  primary key (district, volunteer, sequence, n)
);

create table support_request (
  district     text not null,
  id           uuid not null,
  referral     uuid not null,
  person       uuid not null,
  programme    text not null,
  status       int  not null,
  waits_since  date not null,
  -- stays when it is opened again
  opened_on    date not null,
  close_reason int  not null default 0,
  -- protobuf: PersonFacts of the day it was opened, MatchingProfile
  facts        bytea not null,
  profile      bytea not null default '',
  introduction text not null default '',
  match        uuid,
  primary key (district, id)
);
create index support_request_waits on support_request (district, status, waits_since, id);
create index support_request_person on support_request (district, person);
create index support_request_opened on support_request (district, programme, opened_on);

-- Pairs proposed and not settled, and pairs declined and not asked again.
create table support_request_pair (
  district        text not null,
  support_request uuid not null,
  volunteer       uuid not null,
  proposal        uuid not null,
  declined        boolean not null,
  primary key (district, support_request, volunteer)
);

-- Of a young person: her own, and the guardians' who were named.
create table family_consent (
  district        text    not null,
  support_request uuid    not null,
  person          uuid    not null,
  is_guardian     boolean not null,
  -- of the event that first named them: orders guardians
  sequence        bigint  not null,
  stands          boolean not null default false,
  given_on        date,
  given_by        int     not null default 0,
  withdrawn_on    date,
  primary key (district, support_request, person)
);
create index family_consent_person on family_consent (district, person);

create table proposal (
  district         text not null,
  id               uuid not null,
  support_request  uuid not null,
  referral         uuid not null,
  person           uuid not null,
  volunteer        uuid not null,
  volunteer_person uuid not null,
  programme        text not null,
  status           int  not null,
  made_on          date not null,
  made_by          text not null,
  answer_by        date not null,
  -- protobuf: ProposalReasons
  reasons          bytea not null,
  match            uuid,
  withdraw_reason  int  not null default 0,
  withdrawn_on     date,
  primary key (district, id)
);
create index proposal_due on proposal (district, answer_by, id) where status in (1, 2);
create index proposal_request on proposal (district, support_request);
create index proposal_volunteer on proposal (district, volunteer);

create table proposal_answer (
  district       text   not null,
  proposal       uuid   not null,
  side           int    not null,
  sequence       bigint not null,
  yes            boolean not null,
  given_by       int    not null,
  decline_reason int    not null,
  note           text   not null,
  answered_on    date   not null,
  primary key (district, proposal, side)
);

-- Sides that asked to be called and were not yet.
create table call_wish (
  district  text not null,
  proposal  uuid not null,
  side      int  not null,
  wished_on date not null,
  primary key (district, proposal, side)
);

create table match (
  district          text not null,
  id                uuid not null,
  proposal          uuid not null,
  support_request   uuid not null,
  referral          uuid not null,
  person            uuid not null,
  volunteer         uuid not null,
  volunteer_person  uuid not null,
  programme         text not null,
  status            int  not null,
  set_up_on         date not null,
  active_since      date,
  agreed_until      date,
  -- when it was last agreed anew how long they go on
  renewed_on        date,
  -- a side told how it goes, or they went on after a break
  last_heard        date,
  last_mood         int  not null default 0,
  paused_until      date,
  end_reason        int  not null default 0,
  ended_by          int  not null default 0,
  new_friend_wanted int  not null default 0,
  ended_on          date,
  cancel_reason     int  not null default 0,
  -- who is responsible: whoever proposed the pair, until it is handed over
  coordinator       text not null default '',
  -- since it takes a break, or had ended; null while it is set up or runs
  stopped_on        date,
  agreement_made_on date,
  agreement_by      int  not null default 0,
  end_note          text not null default '',
  primary key (district, id)
);
create index match_open on match (district, status, programme) where status in (1, 2, 3);
create index match_person on match (district, person);
create index match_support_request on match (district, support_request);
create index match_volunteer on match (district, volunteer);

create table match_step (
  district    text   not null,
  match       uuid   not null,
  sequence    bigint not null,
  n           int    not null,
  type        text   not null,
  occurred_on date   not null,
  recorded_at timestamptz not null,
  actor       text   not null,
  primary key (district, match, sequence, n)
);

create table check_in (
  district text   not null,
  match    uuid   not null,
  sequence bigint not null,
  side     int    not null,
  told_on  date   not null,
  mood     int    not null,
  topics   text[] not null,
  given_by int    not null,
  note     text   not null,
  primary key (district, match, sequence)
);

create table concern (
  district     text   not null,
  match        uuid   not null,
  id           uuid   not null,
  sequence     bigint not null,
  raised_on    date   not null,
  actor        text   not null,
  note         text   not null,
  outcome      int    not null default 0,
  concluded_on date,
  notified_on  text   not null default '',
  county       text   not null default '',
  primary key (district, match, id)
);
create table goal (
  district     text   not null,
  match        uuid   not null,
  id           uuid   not null,
  sequence     bigint not null,
  n            int    not null,
  set_on       date   not null,
  goal         text   not null,
  outcome      int    not null default 0,
  concluded_on date,
  primary key (district, match, id)
);
create index goal_open on goal (district, match) where concluded_on is null;

create table match_milestone (
  district   text   not null,
  match      uuid   not null,
  code       text   not null,
  sequence   bigint not null,
  reached_on date   not null,
  side       int    not null,
  given_by   int    not null,
  primary key (district, match, code)
);

-- What became of the participant, as often as it was told; the newest stands.
create table match_outcome (
  district     text   not null,
  match        uuid   not null,
  sequence     bigint not null,
  -- of the programme's; empty once she is erased
  code         text   not null,
  told_on      date   not null,
  given_by     int    not null,
  follow_up_on date,
  primary key (district, match, sequence)
);

create index concern_open on concern (district, raised_on) where concluded_on is null;

-- The newest link of each thing and side.
create table link (
  district    text not null,
  id          uuid not null,
  action      int  not null,
  object      uuid not null,
  side        int  not null,
  person      uuid not null,
  issued_on   date not null,
  expires_on  date not null,
  revoked_on  date,
  used_on     date,
  -- HMAC under the district's key; none once it was taken back, or somebody it concerns is erased
  secret_hash bytea,
  primary key (district, id)
);
create unique index link_secret on link (district, secret_hash);
create index link_object on link (district, object);

-- Not called "group": SQL has that word.
create table led_group (
  district           text not null,
  id                 uuid not null,
  name               text not null,
  programme          text not null,
  municipality       text not null,
  status             int  not null,
  leaders            uuid[] not null,
  capacity           int  not null,
  childcare_capacity int  not null,
  started_on         date not null,
  -- since when a place, or a place in childcare, may be free
  freed_on           date not null,
  -- of the event that gave the newest place
  filled_at          bigint not null default 0,
  close_reason       int  not null default 0,
  closed_on          date,
  primary key (district, id)
);
create index led_group_name on led_group (district, name, id);

create table group_place (
  district         text   not null,
  led_group        uuid   not null,
  person           uuid   not null,
  referral         uuid   not null,
  status           int    not null,
  since            date   not null,
  end_reason       int    not null default 0,
  -- of the event that gave the present status: orders members
  sequence         bigint not null,
  n                int    not null,
  -- places in childcare she needs and has, while the place or turn stands
  children         int    not null default 0,
  childcare_places int    not null default 0,
  -- what she was offered last in this turn
  offer_status     int    not null default 0,
  offered_on       date,
  -- of the event that offered it, and of the one that settled it
  offered_at       bigint not null default 0,
  settled_at       bigint not null default 0,
  offered_by       text   not null default '',
  answer_by        date,
  offer_given_by   int    not null default 0,
  offer_childcare  int    not null default 0,
  settled_on       date,
  decline_reason   int    not null default 0,
  decline_note     text   not null default '',
  primary key (district, led_group, person)
);
create index group_place_person on group_place (district, person);
create index group_place_referral on group_place (district, referral);
create index group_place_waits on group_place (district, led_group) where status = 2;

-- Referrals that wait: since when, and whether a reason to go before others is declared. Which, nobody here is told.
create table referral_wait (
  district   text not null,
  referral   uuid not null,
  since      date,
  goes_first boolean not null default false,
  primary key (district, referral)
);
