create table person (
  district        text not null,
  id              uuid not null,
  name            text not null,
  -- lower case, without accents: for search
  name_key        text not null,
  -- how the words of the name sound, in alphabetical order
  sound_key       text not null,
  -- how the first of them sounds
  given_sound     text not null,
  phone_digits    text not null,
  email_key       text not null,
  birth_month     text not null,
  protected       boolean not null,
  municipality    text not null,
  -- protobuf: PersonIdentity, PersonFacts, Household
  identity        bytea not null,
  facts           bytea not null,
  household       bytea not null,
  roles           int[] not null,
  notice_due_on   date,
  erasure_ordered boolean not null default false,
  -- another record stands for her; what she was known by here leads to that one
  merged          boolean not null default false,
  known_since     date not null,
  -- while somebody proposes to erase her for want of a purpose: since when, and which account
  erasure_proposed_on date,
  erasure_proposed_by text not null default '',
  -- kept although no purpose is left
  kept_until      date,
  kept_because    text not null default '',
  primary key (district, id)
);
-- With the id at the end: a search takes no more of many than it can show, always the same ones.
create index person_sound on person (district, sound_key, id) where sound_key <> '';
create index person_born on person (district, birth_month, given_sound, id) where birth_month <> '';
create index person_phone on person (district, phone_digits, id) where phone_digits <> '';
create index person_email on person (district, email_key, id) where email_key <> '';
create index person_known on person (district, known_since) where not erasure_ordered;
create index person_notice on person (district, notice_due_on) where notice_due_on is not null;

-- Each word of a person's name, for search.
create table name_word (
  district text not null,
  person   uuid not null,
  word     text not null,
  sound    text not null,
  primary key (district, person, word)
);
create index name_word_word on name_word (district, word, person);
create index name_word_sound on name_word (district, sound, person);

-- People who look like one and are two.
create table told_apart (
  district text not null,
  person   uuid not null,
  other    uuid not null,
  primary key (district, person, other)
);

create table consent (
  district         text not null,
  person           uuid not null,
  -- its id
  purpose          text not null,
  given            boolean not null,
  since            date not null,
  wording_version  text not null,
  wording_language text not null,
  given_by         int  not null,
  -- of the commit that gave or withdrew it
  sequence         bigint not null,
  primary key (district, person, purpose)
);
create index consent_withdrawn on consent (district, person) where not given;

create table contact (
  district     text   not null,
  person       uuid   not null,
  sequence     bigint not null,
  occurred_on  date   not null,
  channel      int    not null,
  reached      boolean not null,
  note         text   not null,
  next_step_on date,
  -- there is a next step, which a later contact with the person settles
  open         boolean not null,
  actor        text   not null,
  referral     uuid,
  primary key (district, person, sequence)
);
create index contact_next_step on contact (district, next_step_on) where open;
create index contact_open on contact (district, person) where open;

create table referral (
  district         text not null,
  id               uuid not null,
  person           uuid not null,
  name             text not null,
  programme        text not null,
  source           int  not null,
  status           int  not null,
  submitted_on     date not null,
  acknowledge_by   date not null,
  municipality     text not null,
  protected        boolean not null,
  waiting          boolean not null default false,
  -- she was taken in, and that was not taken back
  accepted         boolean not null default false,
  on_hold_until    date,
  -- while she waits for a friend or a place: the day she was taken in, or came to wait again
  waits_since      date,
  -- while a reason to go before others is declared; protobuf: DeclaredPriority
  priority_on      date,
  priority         bytea not null default '',
  check_outcome    int  not null default 0,
  check_version    int  not null default 0,
  check_as_of      date,
  check_reasons    bytea not null default '',
  close_reason     int  not null default 0,
  may_be_told      boolean not null,
  code             text not null,
  code_hash        bytea not null,
  -- protobuf: ReferrerContact, PersonFacts of the day
  referrer         bytea not null,
  wish             text  not null,
  facts            bytea not null,
  primary key (district, id)
);
create index referral_open on referral (district, acknowledge_by, id) where status in (1, 2, 3, 5, 6);
create index referral_person on referral (district, person);
create unique index referral_code on referral (district, code_hash);
create index referral_waiting on referral (district, (priority_on is null), waits_since, id) where waits_since is not null;

create table referral_step (
  district    text   not null,
  referral    uuid   not null,
  sequence    bigint not null,
  n           int    not null,
  type        text   not null,
  occurred_on date   not null,
  recorded_at timestamptz not null,
  actor       text   not null,
  note        text   not null,
  primary key (district, referral, sequence, n)
);

create table agreement (
  district   text  not null,
  id         text  not null,
  valid_from date  not null,
  -- protobuf: PartnerAgreement
  agreement  bytea not null,
  primary key (district, id)
);

create table funding_grant (
  district   text  not null,
  id         text  not null,
  valid_from date  not null,
  -- protobuf: Grant
  funding    bytea not null,
  primary key (district, id)
);

-- Stops of new requests as stated last; one that was ended is none.
create table intake_stop (
  district     text not null,
  programme    text not null,
  -- empty for every municipality
  municipality text not null,
  starts_on    date not null,
  reopens_on   date,
  primary key (district, programme, municipality)
);

-- Organisations that were trained to run a programme; what was taken back is none.
create table trained_organisation (
  district   text not null,
  id         uuid not null,
  name       text not null,
  programme  text not null,
  trained_on date not null,
  primary key (district, id)
);
create index trained_organisation_day on trained_organisation (district, trained_on, id);

create table erasure (
  district     text  not null,
  id           uuid  not null,
  person       uuid  not null,
  steps        int[] not null default '{}',
  receipt      bytea,
  completed_at timestamptz,
  primary key (district, id)
);

-- From matching: places in groups and turns in their queues, each from commit to commit of its group.
create table group_place (
  district       text    not null,
  led_group      uuid    not null,
  referral       uuid    not null,
  -- of the commit that gave it
  sequence       bigint  not null,
  -- a turn in the queue
  queued         boolean not null,
  -- of the commit that ended it
  ended_sequence bigint,
  primary key (district, led_group, referral, sequence)
);
create index group_place_referral on group_place (district, referral);

-- From matching: who volunteers, or did.
create table volunteering (
  district  text not null,
  volunteer uuid not null,
  person    uuid not null,
  programme text not null,
  ended_on  date,
  primary key (district, volunteer)
);
create index volunteering_person on volunteering (district, person);

-- From matching: who was proposed to whom. Says which records cannot be of one person.
create table proposed_pair (
  district  text not null,
  proposal  uuid not null,
  person    uuid not null,
  volunteer uuid not null,
  match     uuid,
  declined  boolean not null default false,
  -- neither asked nor matched any more
  over      boolean not null default false,
  primary key (district, proposal)
);
create index proposed_pair_person on proposed_pair (district, person);
create index proposed_pair_volunteer on proposed_pair (district, volunteer);
create index proposed_pair_match on proposed_pair (district, match);

-- From matching: whose friend is sought, and who her guardians are.
create table sought_for (
  district        text not null,
  support_request uuid not null,
  person          uuid not null,
  primary key (district, support_request)
);
create table guardian (
  district        text not null,
  support_request uuid not null,
  guardian        uuid not null,
  primary key (district, support_request, guardian)
);

-- Messages to referrers: no address, no number and no text.
create table message (
  district     text not null,
  id           uuid not null,
  referral     uuid not null,
  template     int  not null,
  -- number of the MessageChannel
  channel      int  not null,
  -- number of the MessageStatus
  status       int  not null,
  -- number of the MessageWithdrawal or MessageFailure; 0 for neither
  reason       int  not null default 0,
  requested_at timestamptz not null,
  due_at       timestamptz not null,
  settled_at   timestamptz,
  primary key (district, id)
);
create index message_referral on message (district, referral);
create index message_waiting on message (district, channel, due_at) where status = 1;
create index message_failed on message (district, settled_at) where status = 4;

-- Texts that the district says in its own words.
create table message_text (
  district text not null,
  template int  not null,
  -- number of the MessageChannel
  channel  int  not null,
  language text not null,
  subject  text not null,
  body     text not null,
  primary key (district, template, channel, language)
);
