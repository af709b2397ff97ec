//! The list of checks.

use super::{Check, check, online_checks::ONLINE};

/// All checks, in the order in which they are told.
pub const CHECKS: &[Check] = &ALL;

const COUNT: usize = LOCAL.len() + ONLINE.len();
const ALL: [Check; COUNT] = {
    let mut all = [LOCAL[0]; COUNT];
    let mut at = 0;
    while at < COUNT {
        all[at] = match at < LOCAL.len() {
            true => LOCAL[at],
            false => ONLINE[at - LOCAL.len()],
        };
        at += 1;
    }
    all
};

/// Those of this machine and its database.
const LOCAL: &[Check] = &[
    check(
        "config-valid",
        "The configuration loads",
        "The server does not start with one that does not. Placeholder keys, unknown keys and values out of bounds are found here.",
        "mend what `signet config check` names",
    ),
    check(
        "config-https",
        "Pages are served over https",
        "Over http cookies are not `Secure`, and whoever is in between reads passwords. Plain http is for this machine only.",
        "set server.public_url to an https address, and put a proxy that terminates TLS in front",
    ),
    check(
        "config-issuer",
        "The issuer is the public address",
        "Apps look the issuer's metadata up at the issuer; if it is somewhere else, discovery fails.",
        "take server.issuer out, or make it equal to server.public_url",
    ),
    check(
        "config-proxies",
        "Only a proxy's network is trusted",
        "Whoever is in server.trusted_proxies says where a request came from; if everybody is, limits by address are worth nothing.",
        "name only the addresses of your proxies in server.trusted_proxies",
    ),
    check(
        "config-proxy-header",
        "The proxy's word is read",
        "With a proxy and no header, all people have one address, and share one limit.",
        "set server.proxy_header to the header that your proxy sets",
    ),
    check(
        "config-tls",
        "The TLS certificate can be used",
        "Without it nothing listens; one that has ended is refused by every browser.",
        "renew it, and give tls.cert_file the chain and tls.key_file its key, readable by this user alone",
    ),
    check(
        "config-management",
        "Health and metrics are not public",
        "Metrics tell how many people sign in and how often they fail.",
        "set server.management_listen to a loopback or private address",
    ),
    check(
        "config-log-level",
        "The log is not verbose",
        "A verbose log fills disks, and names more than a log should keep.",
        "set telemetry.log.level to info",
    ),
    check(
        "config-rate-limits",
        "Guessing passwords is slowed down",
        "Limits that begin late or wait shortly let guessing go on all day.",
        "take the keys of rate_limit out: the built-in values are meant for production",
    ),
    check(
        "config-shared-networks",
        "Networks that are never held up are those of a house",
        "From an address in them passwords can be tried on any number of accounts.",
        "list the addresses that hospitals and offices come from in rate_limit.shared_networks, and no wider ones",
    ),
    check(
        "config-client-calls",
        "Clients may call as often as apps do",
        "An app of many people asks often, and is held up for a moment each time it asks too often.",
        "raise rate_limit.token_client, or take it out for the default",
    ),
    check(
        "config-durability",
        "What was told is kept",
        "A database that may lose a commit brings revoked tokens back to life.",
        "take database.allow_unsafe_durability out, and turn fsync and synchronous_commit on",
    ),
    check(
        "config-database-tls",
        "The way to the database is protected",
        "Tokens and hashes pass there.",
        "take database.allow_insecure_tls out, and use sslmode=verify-full",
    ),
    check(
        "config-file-modes",
        "File modes are looked at",
        "Whoever reads the data key opens all that it seals.",
        "take secrets.allow_lax_file_modes out, and chmod the files that `signet config check` names",
    ),
    check(
        "config-outbound",
        "Clients cannot have this machine asked",
        "A client's key set or logout address on loopback reaches services that trust this machine.",
        "take outbound.allow_loopback out",
    ),
    check(
        "config-origins",
        "Only https pages call the old APIs",
        "A page over http can be changed on its way, and calls with the person's login.",
        "take http origins out of legacy.*.cors_origins",
    ),
    check(
        "config-second-factor",
        "No door lets people in without their second factor",
        "People who turned a second factor on expect that their password alone opens nothing.",
        "take legacy.*.mfa_exempt out when the last such app has moved on",
    ),
    check(
        "files-modes",
        "Files are their owner's alone",
        "Whoever reads the configuration or the database has the keys and the hashes.",
        "chmod or chown as named, and run the server, and every command, as a user of its own",
    ),
    check(
        "files-disk",
        "There is room on the disk",
        "On a full disk nobody can sign in.",
        "free space on the volume of the database, or move it",
    ),
    check(
        "files-network",
        "SQLite is on a disk of this machine",
        "SQLite's locks do not hold on network file systems; the file gets damaged.",
        "move the database to a local disk, or use PostgreSQL",
    ),
    check(
        "files-mail",
        "Mail has where it goes",
        "A directory that is not there, or a certificate that cannot be read, keeps every letter waiting.",
        "mend what is named: the directory of mail.sink is made with `install -d -m 700 PATH`, for the user that the server runs as",
    ),
    check(
        "machine-open-files",
        "Enough files may be open",
        "Each connection is one; beyond the limit nobody gets in.",
        "raise the limit: LimitNOFILE=65536 in the unit, or `ulimit -n`",
    ),
    check(
        "machine-hash-memory",
        "There is memory for password hashes",
        "password.permits hashes are computed at once, each in password.argon2.m KiB.",
        "lower password.permits or password.argon2.m",
    ),
    check(
        "machine-hash-time",
        "A password hash is computed quickly enough",
        "If it takes seconds, people wait, and few can sign in at a time.",
        "run `signet hash calibrate` and take its password.argon2 values",
    ),
    check(
        "machine-clock",
        "The clock is that of the database",
        "Codes by time and the ends of tokens depend on it; the server corrects small differences itself.",
        "run a time service (chrony, systemd-timesyncd) on both machines",
    ),
    check(
        "database-reach",
        "The database can be reached",
        "Without it nothing works.",
        "look at database.url, and whether the database runs",
    ),
    check(
        "database-migrations",
        "The schema is that of this binary",
        "A server does not start on an older schema (PostgreSQL), nor on a newer one.",
        "run `signet db migrate`; if the database is newer, run the newer binary",
    ),
    check(
        "database-moved",
        "The estate is in this database",
        "After `signet db copy` it goes on in the other database, and no server starts on this one.",
        "set database.url to the database that it was copied to; if nobody has used that copy, `signet db copy --undo`",
    ),
    check(
        "database-issuer",
        "This is the issuer that was last started on this database",
        "Tokens say who issued them. A node with another issuer refuses those of the others, and apps refuse its own.",
        "give all nodes the same server.public_url, and the same server.issuer or none; if the estate has moved to a new address, start a server once, and tell the apps",
    ),
    check(
        "database-data-key",
        "The data key opens this database",
        "Signing keys and authenticator seeds are sealed under it.",
        "set secrets.data_key to the key that this database was made with; under systemd it is a credential of the unit: docs/deploy.md",
    ),
    check(
        "database-integrity",
        "The file is sound",
        "A damaged file loses accounts bit by bit.",
        "restore the latest backup, and look at the disk",
    ),
    check(
        "database-durability",
        "PostgreSQL keeps what it commits",
        "With fsync or synchronous_commit off it may lose what clients were told.",
        "turn fsync and synchronous_commit on in postgresql.conf",
    ),
    check(
        "database-pool",
        "PostgreSQL has enough connections",
        "Each node opens database.pool; beyond max_connections requests fail.",
        "lower database.pool, or raise max_connections: nodes times database.pool, and some for you",
    ),
    check(
        "database-version",
        "PostgreSQL is maintained",
        "Versions before 14 get no mending any more.",
        "move to a PostgreSQL that is maintained",
    ),
    check(
        "database-encoding",
        "PostgreSQL stores Unicode",
        "Names of people are in every script.",
        "make the database with ENCODING 'UTF8'",
    ),
    check(
        "database-sealed",
        "Everything is sealed under the newest data key",
        "As long as something is not, the older key must be kept, and whoever has it opens that.",
        "`signet secrets rewrap`, then take the older key out of secrets.data_key",
    ),
    check(
        "database-backup",
        "There is a backup that is not old",
        "What is not in a backup is lost with the disk.",
        "run `signet db backup FILE` every day, and keep the files elsewhere",
    ),
    check(
        "audit-chain",
        "The audit trail is whole",
        "A row that was changed, taken out or put in hides what somebody did.",
        "`signet audit verify` names the rows; find out who had access to the database",
    ),
    check(
        "keys-readable",
        "Every signing key can be opened",
        "A key that cannot be opened signs nothing, and the server does not start.",
        "put the data key that sealed it back into the list of secrets.data_key",
    ),
    check(
        "keys-active",
        "A key signs for each algorithm",
        "OpenID Connect requires RS256; without an active key no token is made.",
        "start the server, which makes what is missing; then `signet keys list`",
    ),
    check(
        "keys-age",
        "Signing keys are replaced in time",
        "The server rotates them every keys.rotate_every; one that is older tells that it does not.",
        "look at the log of `signet serve` for keys; `signet keys rotate`",
    ),
    check(
        "keys-pending",
        "A successor signs when it is due",
        "A key is published for a day and signs then; one that waits longer tells that no server runs.",
        "start the server; `signet keys list` says when each is due",
    ),
    check(
        "keys-retiring",
        "Old keys are taken out",
        "A key that stays published longer than its tokens live can be of use only to a thief.",
        "start the server; or `signet keys revoke KID` in an emergency",
    ),
    check(
        "clients-redirects",
        "Apps are answered over https",
        "A code that is sent over http, or to whom a pattern matches, is anybody's.",
        "`signet client edit ID --redirect https://…`, or --state testing for one under development",
    ),
    check(
        "clients-no-redirect",
        "Every app that signs people in has an address",
        "Without a redirect URI each of its requests ends on an error page.",
        "`signet client edit ID --redirect https://…`",
    ),
    check(
        "clients-weak-secrets",
        "Clients' secrets are strong",
        "A short secret that was brought along can be guessed.",
        "`signet client rotate-secret ID`",
    ),
    check(
        "clients-live-secrets",
        "Clients have a secret that works",
        "A client whose secrets have all ended gets no token.",
        "`signet client rotate-secret ID`",
    ),
    check(
        "clients-pkce",
        "Every app uses PKCE",
        "Without it a stolen code can be redeemed.",
        "`signet client edit ID --json -` with {\"signet\": {\"allow_no_pkce\": null}} when the app can do it",
    ),
    check(
        "clients-testing",
        "Clients in testing are young",
        "In testing, http redirects are allowed, and error pages tell more. A client is told of after two weeks.",
        "`signet client edit ID --state live`, or delete it",
    ),
    check(
        "clients-scopes",
        "Clients ask for scopes that there are",
        "What is not registered is never given.",
        "`signet scope add NAME --title …`, or `signet client edit ID --scope …`",
    ),
    check(
        "clients-sunset",
        "No client is past its end",
        "After its date each of its calls is refused; it only takes room in lists.",
        "`signet client delete ID --yes`; where it stands for an open door, end that first: legacy.NAME.enabled = false",
    ),
    check(
        "doors-client",
        "Open doors have their client",
        "A door speaks for a client; without it each call fails.",
        "`signet client add --file FILE` with {\"client_id\": \"ID\", \"grant_types\": [], \"signet\": {\"door\": \"NAME\"}}, where ID is what legacy.NAME.client says; or name another client there",
    ),
    check(
        "doors-sunset",
        "No open door is past its end",
        "After its date each call is refused.",
        "set legacy.NAME.enabled = false",
    ),
    check(
        "doors-unused",
        "Open doors are used",
        "A door that nobody calls any more is only of use to whoever tries old passwords.",
        "set legacy.NAME.sunset_at, or legacy.NAME.enabled = false; `signet legacy report` says who called",
    ),
    check(
        "people-admins",
        "Administrators have a second factor",
        "Their password alone would open everybody's account.",
        "have them turn one on at /account/security, or take the role away: `signet user edit USER --remove-role admin`",
    ),
    check(
        "people-required-roles",
        "Roles that must have a second factor are somebody's",
        "A role that is written otherwise in mfa.required_for than on accounts asks nobody for a second factor.",
        "compare mfa.required_for with `signet user list`, and `signet user edit USER --add-role ROLE`; or take the role out",
    ),
    check(
        "people-known-passwords",
        "No sample person is here",
        "Names and passwords of `signet dev` stand in its source.",
        "`signet user delete USER --yes`",
    ),
    check(
        "people-passkeys",
        "Passkeys are for this server's domain",
        "Browsers offer a passkey at the domain that it was made for, and at no other; whoever has nothing else cannot sign in.",
        "set mfa.passkey_domain to the domain of before, if the issuer's host is in it; else have their people add new ones: docs/passkeys.md",
    ),
    check(
        "people-weak-hashes",
        "Passwords are hashed as new ones are",
        "Weaker hashes are replaced when their people sign in; those who do not are guessed first when a backup is stolen.",
        "wait for sign-ins, or have the others set a new password: `signet user set-password USER`",
    ),
    check(
        "people-switched-off",
        "No password is switched off",
        "After rate_limit.disable_after failures a password works no more; its person may not know why.",
        "`signet user set-password USER`, after having asked them",
    ),
];
