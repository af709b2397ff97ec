//! Personal details.

use serde_json::json;

use super::{EMAIL, empty, get, patch, person, refused, server, sign_in};
use crate::support::{Db, both};

// M19: somebody else's details, words that are none, operators, and no token.
both!(m19_only_ones_own_details_and_only_plain_ones);
async fn m19_only_ones_own_details_and_only_plain_ones(db: Db) {
    let (server, maria) = server(db).await;
    let other = person(&server, "other@example.org", true);
    let signed = sign_in(&server, EMAIL).await;
    sign_in(&server, "other@example.org").await;
    let token = Some(signed.access.as_str());
    let single = json!({"maritalStatus": "single"});
    for uid in [other.as_str(), "nobody", "%27%20OR%201=1"] {
        let path = format!("/personal-details/{uid}");
        assert_eq!(
            patch(&server, &path, token, &single).await.status,
            403,
            "{uid}"
        );
        assert_eq!(
            get(&server, &path, &signed.access).await.status,
            403,
            "{uid}"
        );
        let path = format!("/accounts/{uid}");
        assert_eq!(
            get(&server, &path, &signed.access).await.status,
            403,
            "{uid}"
        );
    }
    let own = format!("/personal-details/{maria}");
    for body in [
        json!({"maritalStatus": "divorced?"}),
        json!({"$set": {}}),
        json!({"$unset": {"roles": ""}}),
        json!({"$unset": "name"}),
        json!({"name": {"$gt": ""}}),
        json!({"address": {"city": {"$where": "1"}}}),
        json!({"isDoctorVerified": true}),
        json!({"doc_PRCLicenseNo": -1}),
        json!({"doc_PRCLicenseNo": {}}),
        json!({"dateOfBirth": "1990"}),
    ] {
        let answer = patch(&server, &own, token, &body).await;
        assert_eq!(answer.status, 400, "{body}: {}", answer.body);
    }
    refused(
        &patch(&server, &own, None, &single).await,
        401,
        "No auth token",
    );
    let answer = patch(&server, &own, Some("a.b.c"), &single).await;
    refused(&answer, 401, "Invalid access token");
    assert_eq!(
        get(&server, &own, &signed.access).await.json(),
        json!({"id": maria})
    );
}

// M18, in part: changed by somebody whose address is proven, refused to somebody whose is not.
both!(details_are_changed_and_taken_out_again);
async fn details_are_changed_and_taken_out_again(db: Db) {
    let (server, maria) = server(db).await;
    let signed = sign_in(&server, EMAIL).await;
    let token = Some(signed.access.as_str());
    let own = format!("/personal-details/{maria}");
    let changed = patch(&server, &own, token, &json!({"maritalStatus": "single"})).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!(
        changed.json(),
        json!({"id": maria, "maritalStatus": "single"})
    );
    let body = json!({
        "id": "somebody", "name": {"firstName": "Maria", "lastName": "Cruz"}, "dateOfBirth": 0,
        "doc_PRCLicenseNo": 1234, "doc_specialties": ["heart"], "address": {"city": "Cebu"},
    });
    let changed = patch(&server, &own, token, &body).await.json();
    assert_eq!(changed["id"], json!(maria));
    assert_eq!(changed["doc_PRCLicenseNo"], json!(1234));
    let account = get(&server, &format!("/accounts/{maria}"), &signed.access)
        .await
        .json();
    assert_eq!(account["isDoctor"], true);
    assert_eq!(account["isDoctorVerified"], false);
    let body = json!({"$unset": {"doc_PRCLicenseNo": "", "name": ""}, "maritalStatus": "widow"});
    let changed = patch(&server, &own, token, &body).await.json();
    assert_eq!(
        changed,
        json!({"id": maria, "maritalStatus": "widow", "dateOfBirth": 0, "doc_specialties": ["heart"], "address": {"city": "Cebu"}})
    );
    assert!(server.audited("user.changed", "success"));
    let server = empty(db, &[]).await;
    let new = person(&server, EMAIL, false);
    let signed = sign_in(&server, EMAIL).await;
    let own = format!("/personal-details/{new}");
    let answer = patch(
        &server,
        &own,
        Some(&signed.access),
        &json!({"maritalStatus": "single"}),
    )
    .await;
    assert_eq!(answer.status, 403, "{}", answer.body);
}
