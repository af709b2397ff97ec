//! Sign-in, refresh, and a session that goes on.

use serde_json::json;
use signet::{core::Id, store};

use super::{
    EMAIL, PASSWORD, Signed, WRONG, authenticate, empty, get, login, person, post, refresh,
    refused, resume, scope_of, server, sign_in, signed,
};
use crate::support::{
    Db, Server,
    app::{claims, header},
    both,
    server::TOTP_SEED,
};

/// Seconds of an access token.
const HOUR: u64 = 3600;

// M12: without a strategy, with `local`, and at the SDK's address with a slash at its end: 200 with
// `uid`, a JWT with a numeric `exp`, and a refresh token.
both!(m12_a_sign_in_gives_a_jwt_and_a_refresh_token);
async fn m12_a_sign_in_gives_a_jwt_and_a_refresh_token(db: Db) {
    let (server, maria) = server(db).await;
    for (path, strategy) in [
        ("/authentication", json!(null)),
        ("/authentication", json!("local")),
        ("/authentication/", json!("local")),
        ("//authentication//", json!("local")),
    ] {
        let mut body = json!({"email": EMAIL, "password": PASSWORD});
        if !strategy.is_null() {
            body["strategy"] = strategy;
        }
        let answer = post(&server, path, None, &body).await;
        let found = signed(&answer);
        assert_eq!(found.uid, maria.as_str());
        let told = claims(&found.access);
        let exp = told["exp"].as_i64().expect("a number");
        assert_eq!(exp, server.now().secs() + 3600);
        assert_eq!(
            answer.json()["expiresAt"],
            json!(exp * 1000 + server.now().millis() % 1000)
        );
        assert_eq!((&told["sub"], &told["uid"]), (&json!(maria), &json!(maria)));
        // LE-03: "a distinct `acr`, so resource servers can refuse them".
        assert_eq!(told["acr"], "urn:signet:acr:legacy");
        assert_eq!(header(&found.access)["alg"], "ES256");
    }
    // The address is found in whatever case.
    let answer = login(&server, " MARIA@Example.org ", PASSWORD).await;
    let found = signed(&answer);
    let answer = get(&server, &format!("/accounts/{}", found.uid), &found.access).await;
    let account = answer.json();
    assert_eq!(answer.status, 200, "{account}");
    assert_eq!(account["uid"], json!(maria));
    assert_eq!(account["email"], EMAIL);
    assert_eq!(account["isEmailVerified"], true);
    assert_eq!(account["isDoctor"], false);
}

// M13: the SDK signs in with the whole account that it has just made; what is no credential is
// ignored.
both!(m13_a_sign_in_by_the_whole_account_is_one);
async fn m13_a_sign_in_by_the_whole_account_is_one(db: Db) {
    let (server, maria) = server(db).await;
    let body = json!({
        "strategy": "local", "email": EMAIL, "password": PASSWORD, "invitation": "INV",
        "personalDetails": {"doc_PRCLicenseNo": 1234}, "uid": "somebody", "isDoctorVerified": true,
    });
    let found = signed(&authenticate(&server, None, body).await);
    assert_eq!(found.uid, maria.as_str());
    let account = get(&server, &format!("/accounts/{maria}"), &found.access).await;
    assert_eq!(account.json()["isDoctor"], false);
    assert_eq!(account.json()["isDoctorVerified"], false);
}

// M14, LE-P4: a wrong password and somebody who is not there are one answer; a switch tells them
// apart, as the original did.
both!(m14_a_wrong_password_and_nobody_are_one_answer);
async fn m14_a_wrong_password_and_nobody_are_one_answer(db: Db) {
    let (server, _) = server(db).await;
    for (email, password) in [(EMAIL, "wrongpassword"), ("nobody@example.org", PASSWORD)] {
        let answer = login(&server, email, password).await;
        assert_eq!((answer.status.as_u16(), answer.body.as_str()), (401, WRONG));
    }
    let server = empty(db, &["legacy.mycure.tells_unknown_users=true"]).await;
    person(&server, EMAIL, true);
    let code = |answer: crate::support::Answer| answer.json()["data"]["code"].clone();
    let wrong = login(&server, EMAIL, "wrongpassword").await;
    assert_eq!(code(wrong), "auth/wrong-password");
    let nobody = login(&server, "nobody@example.org", PASSWORD).await;
    assert_eq!(code(nobody), "auth/user-not-found");
}

// M15: a header that is left of an older session is nothing to a sign-in.
both!(m15_a_stale_header_is_nothing_to_a_sign_in);
async fn m15_a_stale_header_is_nothing_to_a_sign_in(db: Db) {
    let (server, _) = server(db).await;
    for stale in ["garbage", "a.b.c", ""] {
        let body = json!({"email": EMAIL, "password": PASSWORD});
        signed(&authenticate(&server, Some(stale), body).await);
    }
}

// M16, LE-X3: a live access token goes on with its session: a sibling under the same session with
// the same end, and a chain of its own; an expired one does not.
both!(m16_an_access_token_resumes_its_session);
async fn m16_an_access_token_resumes_its_session(db: Db) {
    let (server, maria) = server(db).await;
    let first = sign_in(&server, EMAIL).await;
    server.advance(600);
    let tabs: Vec<Signed> = {
        let one = signed(&resume(&server, &first.access).await);
        let two = signed(&resume(&server, &first.access).await);
        vec![one, two]
    };
    for tab in &tabs {
        assert_eq!(tab.uid, maria.as_str());
        assert_ne!(tab.refresh, first.refresh);
        assert_eq!(
            claims(&tab.access)["exp"].as_i64(),
            Some(server.now().secs() + 3600)
        );
    }
    let mut sessions = server.rows("session_id", "grants");
    sessions.dedup();
    assert_eq!(sessions.len(), 1, "one session");
    let mut ends = server.rows("CAST(absolute_at AS TEXT)", "grants");
    ends.dedup();
    assert_eq!(ends.len(), 1, "one end");
    // Two tabs that resume at once do not end each other's session: each has a chain of its own.
    server.advance(60);
    signed(&refresh(&server, &tabs[0].refresh).await);
    server.advance(60);
    refused(
        &refresh(&server, &tabs[0].refresh).await,
        401,
        "Invalid refresh token",
    );
    let other = signed(&refresh(&server, &tabs[1].refresh).await);
    // The token in the body may be left out; the header has it.
    let answer = authenticate(&server, Some(&first.access), json!({"strategy": "jwt"})).await;
    signed(&answer);
    server.advance(HOUR);
    refused(
        &resume(&server, &first.access).await,
        401,
        "Invalid access token",
    );
    refused(
        &resume(&server, "AAA.BBB.CCC").await,
        401,
        "Invalid access token",
    );
    // The end of the session ends them all.
    let live = signed(&refresh(&server, &other.refresh).await);
    let ctx = server.ctx();
    let session: signet::model::SessionId = Id::new(sessions[0].as_str());
    let ended = signet::account::sessions::end(&ctx, &maria, &session, "user:maria");
    assert!(ended.expect("ends"));
    refused(
        &resume(&server, &live.access).await,
        401,
        "Invalid access token",
    );
    refused(
        &refresh(&server, &live.refresh).await,
        401,
        "Invalid refresh token",
    );
}

// LE-X3: a site without the SDK may do without the refresh token that a resumed session gets.
both!(a_resumed_session_may_do_without_a_refresh_token);
async fn a_resumed_session_may_do_without_a_refresh_token(db: Db) {
    let server = empty(db, &["legacy.mycure.resume_issues_refresh=false"]).await;
    person(&server, EMAIL, true);
    let first = sign_in(&server, EMAIL).await;
    let answer = resume(&server, &first.access).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(
        answer.json().get("refreshToken").is_none(),
        "{}",
        answer.body
    );
    assert!(answer.json()["accessToken"].is_string());
}

// M17, JW-03: a refresh token is used up by a refresh; the header of the call is the literal
// `Bearer fake`. Again within 10 s it gives the same successor; once that was used, the chain ends.
both!(m17_a_refresh_token_is_used_once);
async fn m17_a_refresh_token_is_used_once(db: Db) {
    let (server, _) = server(db).await;
    let first = sign_in(&server, EMAIL).await;
    let second = authenticate(
        &server,
        Some("fake"),
        json!({"action": "refreshAccessToken", "refreshToken": first.refresh}),
    )
    .await;
    assert_eq!(second.status, 200, "{}", second.body);
    let second = second.json();
    let text = |name: &str| second[name].as_str().expect("text").to_owned();
    assert_ne!(text("refreshToken"), first.refresh);
    server.advance(9);
    let again = refresh(&server, &first.refresh).await.json();
    assert_eq!(again["refreshToken"], second["refreshToken"]);
    let third = refresh(&server, &text("refreshToken")).await;
    assert_eq!(third.status, 200, "{}", third.body);
    // The successor was used: whoever has the first one now is a thief, or was robbed.
    refused(
        &refresh(&server, &first.refresh).await,
        401,
        "Invalid refresh token",
    );
    let third = third.json()["refreshToken"]
        .as_str()
        .expect("text")
        .to_owned();
    refused(
        &refresh(&server, &third).await,
        401,
        "Invalid refresh token",
    );
    // After 10 s the first one is reuse even though its successor is unused.
    let first = sign_in(&server, EMAIL).await;
    let second = signed(&refresh(&server, &first.refresh).await);
    server.advance(11);
    refused(
        &refresh(&server, &first.refresh).await,
        401,
        "Invalid refresh token",
    );
    refused(
        &refresh(&server, &second.refresh).await,
        401,
        "Invalid refresh token",
    );
    // Neither is the other kind.
    let other = sign_in(&server, EMAIL).await;
    refused(
        &refresh(&server, &other.access).await,
        401,
        "Invalid refresh token",
    );
    refused(
        &resume(&server, &other.refresh).await,
        401,
        "Invalid access token",
    );
    for token in ["", "garbage"] {
        let answer = refresh(&server, token).await;
        assert!(
            matches!(answer.status.as_u16(), 400 | 401),
            "{}",
            answer.body
        );
    }
}

// A session lasts 30 days without use, and 180 in any case.
both!(a_session_ends_without_use_and_in_any_case);
async fn a_session_ends_without_use_and_in_any_case(db: Db) {
    const DAY: u64 = 24 * 3600;
    let (server, _) = server(db).await;
    let idle = sign_in(&server, EMAIL).await;
    let mut used = sign_in(&server, EMAIL).await;
    for _ in 0..6 {
        server.advance(29 * DAY);
        used = signed(&refresh(&server, &used.refresh).await);
    }
    refused(
        &refresh(&server, &idle.refresh).await,
        401,
        "Invalid refresh token",
    );
    server.advance(6 * DAY);
    refused(
        &refresh(&server, &used.refresh).await,
        401,
        "Invalid refresh token",
    );
    let late = sign_in(&server, EMAIL).await;
    server.advance(30 * DAY + 1);
    refused(
        &refresh(&server, &late.refresh).await,
        401,
        "Invalid refresh token",
    );
}

// M21, M22, LE-P3: somebody with a second factor is asked for a code, and nothing is kept: 200 with
// `code: 206`, without uid and token. With the right code they are in; a wrong one, and one that
// was used, is 401.
both!(m22_a_code_comes_with_the_password);
async fn m22_a_code_comes_with_the_password(db: Db) {
    let server = empty(db, &[]).await;
    let person = json!({
        "emails": [{"value": EMAIL, "verified": true}],
        "totp": [{"secret": TOTP_SEED}],
    });
    server.user(person, PASSWORD);
    let answer = login(&server, EMAIL, PASSWORD).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.body,
        r#"{"code":206,"message":"Missing MFA token","isMFAMobileNoEnabled":false}"#
    );
    let with = |code: String| json!({"strategy": "local", "email": EMAIL, "password": PASSWORD, "totpToken": code});
    let wrong = authenticate(&server, None, with("000000".into())).await;
    refused(&wrong, 401, "Invalid MFA token");
    assert_eq!(wrong.json()["data"]["code"], "auth/invalid-mfa-token");
    let code = server.otp();
    let found = signed(&authenticate(&server, None, with(code.clone())).await);
    assert_eq!(server.rows("amr", "sessions"), ["pwd otp mfa"]);
    // LE-03: what was proven raises no class at this door.
    assert_eq!(claims(&found.access)["acr"], "urn:signet:acr:legacy");
    refused(
        &authenticate(&server, None, with(code)).await,
        401,
        "Invalid MFA token",
    );
    // The password is looked at first.
    let mut body = with(server.otp());
    body["password"] = json!("wrongpassword");
    assert_eq!(authenticate(&server, None, body).await.body, WRONG);
}

// M31: a token for programs of the person's own: longer, with a line of its own, no session, and
// gone when it is revoked. It opens what an access token opens, and makes no others.
both!(m31_a_token_for_the_api_is_listed_and_revoked);
async fn m31_a_token_for_the_api_is_listed_and_revoked(db: Db) {
    let (server, maria) = server(db).await;
    let first = sign_in(&server, EMAIL).await;
    let made = authenticate(
        &server,
        Some(&first.access),
        json!({"action": "generateAPIToken"}),
    )
    .await;
    assert_eq!(made.status, 201, "{}", made.body);
    assert_eq!(made.json()["type"], "api");
    let token = made.json()["accessToken"]
        .as_str()
        .expect("text")
        .to_owned();
    let path = format!("/accounts/{maria}");
    server.advance(2 * HOUR);
    assert_eq!(get(&server, &path, &first.access).await.status, 401);
    assert_eq!(get(&server, &path, &token).await.status, 200);
    refused(&resume(&server, &token).await, 401, "Invalid access token");
    let again = authenticate(&server, Some(&token), json!({"action": "generateAPIToken"})).await;
    refused(&again, 401, "Invalid access token");
    // It outlives the session that it was made in.
    let ctx = server.ctx();
    signet::account::sessions::end_all(&ctx, &maria, "user:maria").expect("ends");
    assert_eq!(get(&server, &path, &token).await.status, 200);
    let apps = signet::account::apps::list(&ctx, &maria).expect("lists");
    assert_eq!(apps.len(), 1);
    assert_eq!(apps[0].grants.len(), 1, "the one for the API");
    let client = Id::new("legacy-mycure");
    signet::account::apps::stop(&ctx, &maria, &client, "user:maria").expect("stops");
    refused(
        &get(&server, &path, &token).await,
        401,
        "Invalid access token",
    );
    let unsigned = authenticate(&server, None, json!({"action": "generateAPIToken"})).await;
    refused(&unsigned, 401, "No auth token");
}

// M34: who has proven no address gets `account`, who has gets `account profile cms`: a resource
// server sees it in the token and by introspection, and so it can refuse the first.
both!(m34_the_scope_follows_the_proof);
async fn m34_the_scope_follows_the_proof(db: Db) {
    let server = empty(db, &[]).await;
    let new = person(&server, "new@example.org", false);
    person(&server, EMAIL, true);
    server.client(json!({"client_id": "cms", "client_secret": "a-secret-of-the-cms-a-secret-of-the-cms-0000", "grant_types": [], "signet": {"introspects": ["mycure"]}}));
    let first = sign_in(&server, "new@example.org").await;
    let second = sign_in(&server, EMAIL).await;
    for (token, scope) in [
        (&first.access, "account"),
        (&second.access, "account profile cms"),
    ] {
        assert_eq!(scope_of(token), scope);
        let told = introspect(&server, token).await;
        assert_eq!(
            (&told["active"], &told["scope"]),
            (&json!(true), &json!(scope))
        );
    }
    // Once the address is proven, the same session has it, by a refresh and by a resumption.
    server.sql("UPDATE identifiers SET verified_at = 1 WHERE form = 'new@example.org'");
    let refreshed = signed(&refresh(&server, &first.refresh).await);
    let resumed = signed(&resume(&server, &first.access).await);
    for token in [&refreshed.access, &resumed.access] {
        assert_eq!(scope_of(token), "account profile cms");
    }
    let known = server
        .app
        .store
        .read(|conn| store::mycure::find(conn, &new));
    assert_eq!(known.expect("reads").expect("is there").sign_ins, 1);
}

/// What the CMS is told of a token.
async fn introspect(server: &Server, token: &str) -> serde_json::Value {
    let client = ("cms", Some("a-secret-of-the-cms-a-secret-of-the-cms-0000"));
    let answer = server.ask("/introspect", client, &[("token", token)]).await;
    answer.json()
}

// Whatever is wrong with a body is 400 with the fields, or 415; the shell-mangled samples of the
// document are no JSON.
both!(what_is_no_sign_in_is_refused_with_its_fields);
async fn what_is_no_sign_in_is_refused_with_its_fields(db: Db) {
    let (server, _) = server(db).await;
    for (body, field) in [
        (json!({}), "email"),
        (json!({"email": EMAIL}), "password"),
        (json!({"email": 7, "password": PASSWORD}), "email"),
        (json!({"email": EMAIL, "password": {"$ne": ""}}), "password"),
        (
            json!({"strategy": "oauth", "email": EMAIL, "password": PASSWORD}),
            "strategy",
        ),
        (json!({"strategy": "jwt"}), "accessToken"),
        (json!({"action": "refreshAccessToken"}), "refreshToken"),
    ] {
        let answer = authenticate(&server, None, body.clone()).await;
        assert_eq!(answer.status, 400, "{body}");
        let errors = answer.json()["errors"].clone();
        assert!(errors.get(field).is_some(), "{body}: {errors}");
    }
    let answer = authenticate(&server, None, json!({"action": "dance"})).await;
    refused(&answer, 400, "Unknown action");
    let mangled = "{\nemail: email@domain.com,\npassword: supersecretpass,\n}";
    for body in [mangled, "", "[]", r#"{"email":"a","email":"b"}"#] {
        let answer = super::send(
            &server,
            reqwest::Method::POST,
            "/authentication",
            None,
            Some(body),
        )
        .await;
        refused(&answer, 400, "Invalid JSON");
    }
    for (method, path, status) in [
        (reqwest::Method::GET, "/authentication", 405),
        (reqwest::Method::PUT, "/accounts/x", 405),
        (reqwest::Method::GET, "/nowhere", 404),
        (reqwest::Method::GET, "/", 404),
    ] {
        let answer = super::send(&server, method, path, None, None).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
    }
}

// SE-07: the session of an old app is called so on the page of sessions, and no browser.
#[tokio::test]
async fn a_session_at_the_door_has_the_name_of_the_app_on_the_page() {
    let (server, _) = server(Db::Sqlite).await;
    let signed_in = login(&server, EMAIL, PASSWORD).await;
    assert!(signed_in.status.is_success(), "{}", signed_in.body);
    let browser = server.browser();
    let page = browser
        .account("/account/sessions", EMAIL, PASSWORD)
        .await
        .body;
    assert!(
        page.contains("<bdi>legacy-mycure</bdi>, old sign-in"),
        "{page}"
    );
    // The other one is the browser of the test.
    assert_eq!(
        page.matches("A browser that we do not know").count(),
        1,
        "{page}"
    );
}
