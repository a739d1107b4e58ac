-- One sequence for every resource: a version is unique in the database.
create sequence resource_version;

create table resource (
    uid uuid primary key,
    kind text not null,
    project text,
    name text not null,
    labels jsonb not null,
    annotations jsonb not null,
    spec jsonb not null,
    -- Keyed hashes of sealed values by key name: what tells a changed value from the same one.
    sealed jsonb not null,
    status jsonb not null,
    generation bigint not null,
    resource_version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint resource_key unique nulls not distinct (kind, project, name)
);

create table secret_value (
    resource_uid uuid not null references resource (uid) on delete cascade,
    key text not null,
    key_id text not null,
    nonce bytea not null,
    ciphertext bytea not null,
    primary key (resource_uid, key)
);

-- Positions are drawn under the feed's advisory lock, so that they become visible in order.
create sequence change_position;

create table change (
    position bigint primary key,
    at timestamptz not null,
    op text not null check (op in ('create', 'update', 'delete', 'status')),
    kind text not null,
    project text,
    name text not null,
    author text not null,
    reason text not null,
    before jsonb,
    after jsonb
);

create index change_at on change (at);

-- The newest position that was forgotten: a cursor below it must list again.
create table feed_retention (
    only_row boolean primary key default true check (only_row),
    pruned_to bigint not null
);

insert into feed_retention (pruned_to) values (0);

create table instance (
    name text primary key,
    uid uuid not null unique,
    server text not null,
    server_uid uuid not null,
    generation bigint not null,
    node text not null,
    runtime text not null,
    state text not null,
    health text not null,
    message text not null,
    restarts integer not null,
    handle text,
    handle_start_time bigint not null,
    address text,
    started_at timestamptz,
    last_exit_code integer,
    back_off_until timestamptz,
    resource_version bigint not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create index instance_server on instance (server);
create index instance_node on instance (node);

create table event (
    id bigint generated always as identity primary key,
    kind text not null,
    project text,
    name text not null,
    type text not null,
    reason text not null,
    message text not null,
    count integer not null,
    first_at timestamptz not null,
    last_at timestamptz not null
);

create unique index event_words on event (kind, project, name, type, reason, md5(message)) nulls not distinct;

create table token (
    hash text primary key,
    subject text not null,
    created_at timestamptz not null
);

create table installation (
    only_row boolean primary key default true check (only_row),
    id uuid not null,
    created_at timestamptz not null
);

-- A known text, sealed: shows whether a key is the one that sealed this database's values.
create table key_check (
    only_row boolean primary key default true check (only_row),
    key_id text not null,
    nonce bytea not null,
    ciphertext bytea not null
);
