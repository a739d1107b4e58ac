-- Tokens of ours at servers that want to know who asks, sealed. An account is a principal, or
-- empty: of all.
create table server_credential (
    server_uid uuid not null references resource (uid) on delete cascade,
    account text not null,
    issuer text not null,
    key_id text not null,
    nonce bytea not null,
    ciphertext bytea not null,
    updated_at timestamptz not null,
    primary key (server_uid, account, issuer)
);

-- What we registered as at authorization servers, sealed: one for each address to return to.
create table client_registration (
    issuer text not null,
    redirect text not null,
    key_id text not null,
    nonce bytea not null,
    ciphertext bytea not null,
    updated_at timestamptz not null,
    primary key (issuer, redirect)
);
