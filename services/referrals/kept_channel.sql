-- By which way it goes (number of the MessageChannel): each way has senders of its own. What waited before there was
-- another way goes by e-mail.
alter table kept.outgoing add column channel int not null default 1;
