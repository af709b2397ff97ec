//! The tables, as both databases have them. Written by hand; `tests/it/migrations.rs` compares
//! them with what the migrations make. Each is also in [`super::carry::TABLES`].

use diesel::{allow_tables_to_appear_in_same_query, joinable};

use super::carry::table;

table! { meta (name) { name -> Text, value -> Binary, } }
table! {
    catalog (id) {
        id -> Integer, version -> BigInt, not_before -> Nullable<BigInt>, restore_epoch -> BigInt,
    }
}
table! {
    clients (id) {
        id -> Text, state -> Text, metadata -> Text, created_at -> BigInt, updated_at -> BigInt,
        not_before -> Nullable<BigInt>, deleted_at -> Nullable<BigInt>,
    }
}
table! {
    client_assertions (client_id, jti) {
        client_id -> Text, jti -> Binary, expires_at -> BigInt,
    }
}
table! {
    client_secrets (id) {
        id -> Text, client_id -> Text, digest -> Nullable<Binary>, weak_hash -> Nullable<Text>,
        created_at -> BigInt, expires_at -> Nullable<BigInt>,
    }
}
table! {
    legacy_calls (door, client_id, day, outcome) {
        door -> Text, client_id -> Text, day -> BigInt, outcome -> Text, calls -> BigInt,
        last_at -> BigInt,
    }
}
table! {
    legacy_people (door, client_id, person) {
        door -> Text, client_id -> Text, person -> Text, last_at -> BigInt,
    }
}
table! { scopes (name) { name -> Text, document -> Text, created_at -> BigInt, } }
table! { resources (resource) { resource -> Text, document -> Text, created_at -> BigInt, } }
table! {
    signing_keys (kid) {
        kid -> Text, purpose -> Text, algorithm -> Text, state -> Text, sealed_private -> Binary,
        pinned -> Bool, created_at -> BigInt, active_at -> Nullable<BigInt>,
        retiring_at -> Nullable<BigInt>, removed_at -> Nullable<BigInt>,
    }
}
table! {
    users (id) {
        id -> Text, state -> Text, profile -> Text, roles -> Text, created_at -> BigInt,
        updated_at -> BigInt, not_before -> Nullable<BigInt>, source -> Nullable<Text>,
        external_id -> Nullable<Text>, patient_links -> Nullable<Text>,
        delete_at -> Nullable<BigInt>,
    }
}
table! { subject_salts (user_id) { user_id -> Text, salt -> Binary, } }
table! {
    identifiers (namespace, form) {
        namespace -> Text, form -> Text, user_id -> Text, display -> Text,
        verified_at -> Nullable<BigInt>,
    }
}
table! {
    passwords (user_id) {
        user_id -> Text, hash -> Text, updated_at -> BigInt, disabled_at -> Nullable<BigInt>,
        must_change_since -> Nullable<BigInt>,
    }
}
table! {
    totps (id) {
        id -> Text, user_id -> Text, name -> Text, sealed_seed -> Binary, algorithm -> Text,
        digits -> Integer, period -> Integer, last_step -> BigInt, created_at -> BigInt,
        confirmed_at -> Nullable<BigInt>, begun_in -> Nullable<Text>,
    }
}
table! {
    limits (key) {
        key -> Binary, failures -> Integer, blocked_until -> BigInt, first_at -> BigInt,
        expires_at -> BigInt, in_flight -> Integer, in_flight_until -> BigInt, sources -> Binary,
    }
}
table! {
    devices (digest, user_id) {
        digest -> Binary, user_id -> Text, label -> Text, created_at -> BigInt,
        last_seen_at -> BigInt, expires_at -> BigInt, remembered_until -> Nullable<BigInt>,
    }
}
table! {
    sessions (id) {
        id -> Text, digest -> Binary, user_id -> Text, auth_time -> BigInt, amr -> Text,
        created_at -> BigInt, last_seen_at -> BigInt, idle_at -> BigInt, absolute_at -> BigInt,
        ended_at -> Nullable<BigInt>, factor -> Nullable<Text>, notice -> Nullable<Text>,
        browser -> Nullable<Text>, system -> Nullable<Text>,
        ip_part -> Nullable<Text>, others -> Nullable<BigInt>, door -> Nullable<Text>,
    }
}
table! {
    recovery_sets (user_id) {
        user_id -> Text, created_at -> BigInt, sealed_codes -> Nullable<Binary>,
    }
}
table! {
    recovery_codes (digest) {
        digest -> Binary, user_id -> Text, used_at -> Nullable<BigInt>,
    }
}
table! {
    interactions (id) {
        id -> Text, browser -> Binary, client_id -> Text, request -> Text, stage -> Text,
        stage_data -> Text, revision -> Integer, created_at -> BigInt, expires_at -> BigInt,
        return_digest -> Nullable<Binary>, sealed_return -> Nullable<Binary>,
        checking_at -> Nullable<BigInt>,
    }
}
table! {
    consents (id) {
        id -> Text, interaction_id -> Text, user_id -> Text, client_id -> Text, scope -> Text,
        resource -> Nullable<Text>, claims -> Nullable<Text>, text_hash -> Text, locale -> Text,
        granted_at -> BigInt, session_id -> Text, ip_prefix -> Text, method -> Text,
        expires_at -> BigInt, withdrawn_at -> Nullable<BigInt>,
    }
}
table! {
    codes (digest) {
        digest -> Binary, interaction_id -> Text, client_id -> Text, user_id -> Text,
        session_id -> Text, consent_id -> Nullable<Text>, redirect_uri -> Text,
        challenge -> Nullable<Text>, scope -> Text, resource -> Nullable<Text>,
        nonce -> Nullable<Text>, dpop_jkt -> Nullable<Text>, auth_time -> BigInt, amr -> Text,
        created_at -> BigInt, expires_at -> BigInt, used_at -> Nullable<BigInt>,
        grant_id -> Nullable<Text>, claims -> Nullable<Text>, failures -> Integer,
    }
}
table! {
    grants (id) {
        id -> Text, client_id -> Text, user_id -> Nullable<Text>, session_id -> Nullable<Text>,
        consent_id -> Nullable<Text>, door -> Nullable<Text>, scope -> Text, audience -> Text,
        acr -> Nullable<Text>, amr -> Nullable<Text>, auth_time -> Nullable<BigInt>,
        cnf -> Nullable<Text>, created_at -> BigInt, absolute_at -> BigInt,
        revoked_at -> Nullable<BigInt>, revoke_reason -> Nullable<Text>, epoch -> BigInt,
        claims -> Nullable<Text>, bound -> Bool, door_session -> Nullable<Text>,
        parent_id -> Nullable<Text>,
        parent_jti -> Nullable<Text>, act -> Nullable<Text>, human_id -> Nullable<Text>,
    }
}
table! {
    humans (id) {
        id -> Text, client_id -> Text, client_user_id -> Text, email -> Nullable<Text>,
        created_at -> BigInt, first_connected_at -> Nullable<BigInt>,
        blocked_at -> Nullable<BigInt>,
    }
}
table! {
    human_sources (human_id, source) {
        human_id -> Text, source -> Text, connected_at -> BigInt,
        disconnected_at -> Nullable<BigInt>, subject -> Nullable<Text>,
        sealed_tokens -> Nullable<Binary>, tokens_expire_at -> Nullable<BigInt>,
    }
}
table! {
    connect_pages (id) {
        id -> Text, client_id -> Text, human_id -> Text, grant_id -> Text, opening -> Binary,
        handle -> Nullable<Binary>, created_at -> BigInt, expires_at -> BigInt,
        closed_at -> Nullable<BigInt>, events -> Integer,
    }
}
table! {
    connect_events (page_id, seq) {
        page_id -> Text, seq -> Integer, kind -> Text, source -> Text,
    }
}
table! {
    upstream_logins (state) {
        state -> Binary, browser -> Binary, page_id -> Text, source -> Text, sealed -> Binary,
        expires_at -> BigInt, used_at -> Nullable<BigInt>,
    }
}
table! {
    refresh_tokens (id) {
        id -> Text, grant_id -> Text, generation -> Integer, digest -> Binary, state -> Text,
        idle_at -> BigInt, first_used_at -> Nullable<BigInt>, uses -> Integer,
        successor_id -> Nullable<Text>, sealed_successor -> Nullable<Binary>,
        access_seen_at -> Nullable<BigInt>, late_uses -> Integer,
    }
}
table! {
    access_tokens (digest) {
        digest -> Binary, jti -> Text, grant_id -> Nullable<Text>, client_id -> Text,
        subject -> Text, scope -> Text, audience -> Text, created_at -> BigInt,
        expires_at -> BigInt,
    }
}
table! {
    logout_notices (id) {
        id -> Text, client_id -> Text, user_id -> Text, session_id -> Nullable<Text>,
        created_at -> BigInt, tries -> Integer, due_at -> BigInt,
    }
}
table! { denied_tokens (jti) { jti -> Text, expires_at -> BigInt, } }
table! {
    audit (id) {
        id -> Text, at -> BigInt, event -> Text, outcome -> Text, actor -> Text,
        subject -> Nullable<Text>, client_id -> Nullable<Text>, ip -> Nullable<Text>,
        request_id -> Text, detail -> Nullable<Text>, node -> Text, seq -> BigInt,
        prev_hash -> Nullable<Binary>, hash -> Nullable<Binary>,
    }
}
table! { audit_seals (number) { number -> BigInt, audit_id -> Text, hash -> Binary, } }
table! {
    audit_checkpoints (number) {
        number -> BigInt, at -> BigInt, hash -> Binary, mac -> Binary,
    }
}
table! {
    ocariot_users (user_id) {
        user_id -> Text, oid -> Text, kind -> Text, institution_id -> Nullable<Text>,
        scope_override -> Nullable<Text>, last_login_at -> Nullable<BigInt>,
    }
}
table! { ocariot_default_scopes (kind) { kind -> Text, scopes -> Text, } }
table! {
    corsano_profile_users (user_id) {
        user_id -> Text, mongo_id -> Text, uuid -> Text, code -> Nullable<Text>, state -> Text,
        document -> Text, created_at -> BigInt, updated_at -> BigInt,
    }
}
table! {
    corsano_profile_health (user_id) {
        user_id -> Text, mongo_id -> Text, uuid -> Text, document -> Text, created_at -> BigInt,
        updated_at -> BigInt,
    }
}
table! {
    healthily_partners (client_id) {
        client_id -> Text, account_name -> Text, language -> Nullable<Text>,
        version -> Nullable<Text>,
    }
}
table! {
    healthily_api_keys (id) {
        id -> Text, digest -> Binary, client_id -> Text, created_at -> BigInt,
        revoked_at -> Nullable<BigInt>, exposed_at -> Nullable<BigInt>,
        last_used_at -> Nullable<BigInt>,
    }
}
table! {
    healthily_terms (version) {
        version -> Text, language -> Text, body -> Text, published_at -> BigInt,
    }
}
table! {
    healthily_sessions (sid) {
        sid -> Text, client_id -> Text, created_at -> BigInt, expires_at -> BigInt,
        terms_version -> Nullable<Text>, accepted_at -> Nullable<BigInt>,
        accepted_ip -> Nullable<Text>, accepted_jti -> Nullable<Text>,
    }
}
table! {
    action_codes (id) {
        id -> Text, purpose -> Text, digest -> Binary, short_digest -> Nullable<Binary>,
        user_id -> Nullable<Text>, recipient -> Binary, sealed_pending -> Nullable<Binary>,
        browser -> Nullable<Binary>, interaction_id -> Nullable<Text>, tries -> Integer,
        created_at -> BigInt, expires_at -> BigInt, used_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
    }
}
table! {
    outbox (id) {
        id -> Text, channel -> Text, template -> Text, language -> Text,
        user_id -> Nullable<Text>, sealed_message -> Nullable<Binary>, created_at -> BigInt,
        due_at -> BigInt, expires_at -> BigInt, tries -> Integer,
        claimed_until -> Nullable<BigInt>, sent_at -> Nullable<BigInt>,
        failed_at -> Nullable<BigInt>, failure -> Nullable<Text>,
    }
}
table! {
    waitlist (id) {
        id -> Text, form -> Text, document -> Text, state -> Text, source -> Nullable<Text>,
        language -> Text, created_at -> BigInt, decided_at -> Nullable<BigInt>,
        decided_by -> Nullable<Text>,
    }
}
table! {
    invitations (id) {
        id -> Text, digest -> Binary, invited_by -> Text, email -> Nullable<Text>,
        proves_address -> Bool, name -> Nullable<Text>, roles -> Text, kind -> Text,
        user_id -> Nullable<Text>, language -> Text, uses_left -> Integer, uses_most -> Integer, waitlist_id -> Nullable<Text>,
        created_at -> BigInt, expires_at -> BigInt, revoked_at -> Nullable<BigInt>,
    }
}
table! {
    invitation_uses (invitation_id, user_id) {
        invitation_id -> Text, user_id -> Text, at -> BigInt,
    }
}
table! {
    passkeys (id) {
        id -> Text, user_id -> Text, credential -> Binary, rp_id -> Text, name -> Text, document -> Text,
        created_at -> BigInt, last_used_at -> Nullable<BigInt>,
    }
}
table! {
    passkey_challenges (digest) {
        digest -> Binary, user_id -> Nullable<Text>, browser -> Binary, flow -> Text, state -> Text,
        expires_at -> BigInt, used_at -> Nullable<BigInt>,
    }
}
table! {
    accepted_terms (user_id, version) {
        user_id -> Text, version -> Text, accepted_at -> BigInt,
    }
}
table! {
    mycure_accounts (user_id) {
        user_id -> Text, uid -> Text, sign_ins -> Integer, is_doctor_verified -> Bool,
        is_patient -> Bool, is_service_account -> Bool, source -> Nullable<Text>, document -> Text,
        created_at -> BigInt, updated_at -> BigInt,
    }
}

joinable!(identifiers -> users (user_id));
joinable!(passwords -> users (user_id));
joinable!(totps -> users (user_id));
joinable!(sessions -> users (user_id));
joinable!(devices -> users (user_id));
joinable!(codes -> users (user_id));
joinable!(grants -> users (user_id));
joinable!(refresh_tokens -> grants (grant_id));
joinable!(access_tokens -> grants (grant_id));
joinable!(ocariot_users -> users (user_id));
joinable!(passkeys -> users (user_id));
joinable!(mycure_accounts -> users (user_id));
joinable!(client_secrets -> clients (client_id));

allow_tables_to_appear_in_same_query!(legacy_people, passwords);
allow_tables_to_appear_in_same_query!(
    users,
    identifiers,
    passwords,
    totps,
    devices,
    sessions,
    codes,
    grants,
    humans,
    consents,
    refresh_tokens,
    access_tokens,
    denied_tokens,
    ocariot_users,
    ocariot_default_scopes,
    corsano_profile_users,
    passkeys,
    mycure_accounts,
);
joinable!(accepted_terms -> users (user_id));
allow_tables_to_appear_in_same_query!(accepted_terms, users);
allow_tables_to_appear_in_same_query!(clients, client_secrets);
allow_tables_to_appear_in_same_query!(invitations, invitation_uses, waitlist);
allow_tables_to_appear_in_same_query!(audit, audit_seals);
