-- Whom an instance serves: a user, perhaps in one session; both empty for one that serves everybody.
alter table instance add column owner text not null default '';
alter table instance add column owner_session text not null default '';
