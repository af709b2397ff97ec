//! The checks of a server that runs: `signet doctor --online`.

use super::{Check, check};

/// All of them, in the order in which they are told.
pub(super) const ONLINE: &[Check] = &[
    check(
        "online-ready",
        "The server is ready",
        "It says itself what is missing.",
        "look at the log of `signet serve`",
    ),
    check(
        "online-version",
        "The server that runs is this binary",
        "A node that was not restarted goes on with the old code.",
        "restart `signet serve` on this machine",
    ),
    check(
        "online-forwarded",
        "Forwarded headers come from trusted proxies",
        "If a proxy is not trusted, its word is not taken, and all people share its address.",
        "name the proxy in server.trusted_proxies; if it is none of yours, nothing is wrong",
    ),
    check(
        "online-reach",
        "The public address answers",
        "People and apps go there.",
        "look at the proxy, its certificate and the name's address",
    ),
    check(
        "online-discovery",
        "The metadata is this server's",
        "Another issuer there means another server, or a proxy that changes Host.",
        "have the proxy hand Host on, and send the name to this server",
    ),
    check(
        "online-keys",
        "The published keys are this database's",
        "If they are not, apps refuse every token.",
        "send the public address to the nodes of this database; do not cache /jwks longer than its headers say",
    ),
    check(
        "online-tls",
        "The certificate is good for a while",
        "When it ends, nobody gets in.",
        "renew the certificate, and see why it was not renewed by itself",
    ),
    check(
        "online-clock",
        "The clock is that of others",
        "Apps refuse tokens from the future.",
        "run a time service (chrony, systemd-timesyncd)",
    ),
    check(
        "online-hsts",
        "Browsers are told to use https only",
        "The first visit over http could be led elsewhere.",
        "do not take Strict-Transport-Security out at the proxy",
    ),
    check(
        "online-management",
        "Metrics are not at the public address",
        "They are for you alone.",
        "do not route /metrics and /health of the management listener to the public",
    ),
    check(
        "online-mail",
        "The mail server takes us in",
        "People who lost their password, and those who are to be told of a sign-in, wait for mail.",
        "`signet mail test --to YOU --dry-run` says what it says; see docs/mail.md",
    ),
];
