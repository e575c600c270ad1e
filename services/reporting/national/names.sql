-- What districts and programmes are called.
-- What the programmes of a publication are called.
create table read.programme (
  publisher     text   not null,
  audience      text   not null,
  year          int    not null,
  programme     text   not null,
  language      text   not null,
  name          text   not null,
  primary key (publisher, audience, year, programme, language),
  foreign key (publisher, audience, year) references read.publication on delete cascade
);

-- Districts whose audience it is, published or not, as their streams of publications say.
create table read.announced (
  publisher      text   not null,
  publisher_name text   not null,
  audience       text   not null,
  primary key (publisher, audience)
);

alter table read.programme enable row level security;
alter table read.programme force row level security;
create policy audience on read.programme using (audience = current_setting('app.audience', true));
alter table read.announced enable row level security;
alter table read.announced force row level security;
create policy audience on read.announced using (audience = current_setting('app.audience', true));

grant select, insert, update, delete on read.programme, read.announced to national;
