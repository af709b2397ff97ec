//! Code to take along, with a client's real values: the files of `docs/snippets`, filled in.
//!
//! What is filled in are ids, secrets and addresses of sample data, none of which needs escaping
//! in any of the languages.

use url::{Url, form_urlencoded::byte_serialize};

use super::{call::quoted, samples::SampleClient};
use crate::web::view::dev::Snippet;

macro_rules! snippet {
    ($id:literal, $title:literal, $file:literal) => {
        (
            $id,
            $title,
            include_str!(concat!("../../../docs/snippets/", $file)),
        )
    };
}

type File = (&'static str, &'static str, &'static str);

/// For clients that send people here.
const CODE_FLOW: &[File] = &[
    snippet!("curl", "curl", "code-flow.sh"),
    snippet!(
        "javascript",
        "JavaScript: openid-client",
        "openid-client.mjs"
    ),
    snippet!("python", "Python: Authlib", "authlib.py"),
    snippet!("rust", "Rust: openidconnect", "openidconnect.rs"),
    snippet!(
        "java",
        "Java: Spring Security, application.yml",
        "application.yml"
    ),
];

/// For clients that act for themselves.
const SERVICE: &[File] = &[
    snippet!("curl", "curl", "service.sh"),
    snippet!(
        "javascript",
        "JavaScript: openid-client",
        "service-openid-client.mjs"
    ),
    snippet!("python", "Python: Authlib", "service-authlib.py"),
    snippet!("rust", "Rust: openidconnect", "service-openidconnect.rs"),
    snippet!(
        "java",
        "Java: Spring Security, application.yml",
        "service-application.yml"
    ),
];

/// For APIs.
const INTROSPECTION: &[File] = &[snippet!("curl", "curl", "introspect.sh")];

/// The snippets for a client: none for one that only stands for a door, or that proves itself by
/// a key.
pub fn of(client: &SampleClient, issuer: &str) -> Vec<Snippet> {
    let files = match client.auth_method.as_str() {
        "none" | "client_secret_basic" | "client_secret_post" => files(client),
        _ => &[],
    };
    let values = values(client, issuer);
    let fill = |(id, title, text): &File| Snippet {
        id,
        title,
        code: values.iter().fold((*text).to_owned(), |text, (from, to)| {
            text.replace(from, to)
        }),
    };
    files.iter().map(fill).collect()
}

fn files(client: &SampleClient) -> &'static [File] {
    if client.allows("authorization_code") {
        CODE_FLOW
    } else if client.allows("client_credentials") {
        SERVICE
    } else if client.introspects {
        INTROSPECTION
    } else {
        &[]
    }
}

/// What is written in the files, and what stands in its place; in this order.
fn values(client: &SampleClient, issuer: &str) -> Vec<(&'static str, String)> {
    let redirect = redirect_uri(client);
    let url = Url::parse(&redirect).ok();
    let port = url.as_ref().and_then(Url::port_or_known_default);
    let path = url.as_ref().map_or("/", Url::path);
    let scope = match client.allows("authorization_code") {
        true => ("openid profile", client.whole_scope()),
        false => ("records.read", client.whole_scope()),
    };
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let mut values = by_method(client);
    values.extend([
        ("CLIENT_ID", client.id.clone()),
        ("CLIENT_SECRET", client.secret.clone().unwrap_or_default()),
        ("ENCODED_REDIRECT_URI", encode(&redirect)),
        ("ENCODED_SCOPE", encode(&client.whole_scope())),
        ("REDIRECT_PATH", path.to_owned()),
        ("REDIRECT_PORT", port.unwrap_or(80).to_string()),
        ("RsaSsaPkcs1V15Sha256", rust_algorithm(client).to_owned()),
        ("\"RS256\"", format!("\"{}\"", client.id_token_alg)),
        ("openid, profile", client.scope.join(", ")),
        scope,
        ("http://localhost:3000/callback", redirect.clone()),
        ("http://localhost:8080", issuer.to_owned()),
    ]);
    values
}

/// As the `openidconnect` crate calls it.
fn rust_algorithm(client: &SampleClient) -> &'static str {
    match client.id_token_alg.as_str() {
        "ES256" => "EcdsaP256Sha256",
        "EdDSA" => "EdDsa",
        _ => "RsaSsaPkcs1V15Sha256",
    }
}

/// How each library is told how the client authenticates.
fn by_method(client: &SampleClient) -> Vec<(&'static str, String)> {
    let id = &client.id;
    match (client.auth_method.as_str(), &client.secret) {
        ("client_secret_post", Some(secret)) => vec![
            (
                "CURL_CREDENTIALS",
                format!(
                    "\\\n  --data-urlencode {} \\\n  --data-urlencode {}",
                    quoted(&format!("client_id={id}")),
                    quoted(&format!("client_secret={secret}"))
                ),
            ),
            ("ClientSecretBasic(", "ClientSecretPost(".into()),
            ("AuthType::BasicAuth", "AuthType::RequestBody".into()),
            ("client_secret_basic", "client_secret_post".into()),
        ],
        ("client_secret_basic", Some(secret)) => {
            vec![(
                "CURL_CREDENTIALS",
                format!("-u {}", quoted(&format!("{id}:{secret}"))),
            )]
        }
        _ => vec![
            (
                "CURL_CREDENTIALS",
                format!("--data-urlencode {}", quoted(&format!("client_id={id}"))),
            ),
            (
                "client.ClientSecretBasic(\"CLIENT_SECRET\")",
                "client.None()".into(),
            ),
            ("Some(\"CLIENT_SECRET\")", "None".into()),
            ("    \"CLIENT_SECRET\",\n", String::new()),
            (
                "            client-secret: \"CLIENT_SECRET\"\n",
                String::new(),
            ),
            ("client_secret_basic", "none".into()),
        ],
    }
}

/// A redirect URI of the client on this machine; a native app takes any port.
fn redirect_uri(client: &SampleClient) -> String {
    let first = client.redirect_uris.first().cloned().unwrap_or_default();
    match Url::parse(&first) {
        Ok(mut url) if url.port().is_none() && url.scheme() == "http" => {
            let _loopback_has_ports = url.set_port(Some(3000));
            url.to_string()
        }
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(method: &str, secret: Option<&str>, grant: &str) -> SampleClient {
        SampleClient {
            id: "an-id".into(),
            secret: secret.map(str::to_owned),
            auth_method: method.into(),
            grant_types: vec![grant.into()],
            redirect_uris: vec!["http://127.0.0.1/cb".into()],
            scope: vec!["openid".into(), "a".into()],
            introspects: true,
            id_token_alg: "ES256".into(),
            ..SampleClient::default()
        }
    }

    #[test]
    fn every_value_is_filled_in_for_every_way_to_authenticate() {
        let methods = [
            ("none", None),
            ("client_secret_basic", Some("s-1")),
            ("client_secret_post", Some("s-1")),
        ];
        for (method, secret) in methods {
            for (grant, count) in [
                ("authorization_code", 5),
                ("client_credentials", 5),
                ("", 1),
            ] {
                let client = client(method, secret, grant);
                let snippets = of(&client, "http://localhost:4711");
                assert_eq!(snippets.len(), count);
                for Snippet { id, code, .. } in snippets {
                    let told = format!("{method} {grant} {id}:\n{code}");
                    for left in [
                        "CLIENT_",
                        "ENCODED_",
                        "REDIRECT_",
                        "CURL_",
                        ":8080",
                        ":3000/callback",
                        "records.read",
                        "openid profile",
                    ] {
                        assert!(!code.contains(left), "{left} in {told}");
                    }
                    assert!(
                        code.contains("an-id") && code.contains("http://localhost:4711"),
                        "{told}"
                    );
                    assert_eq!(code.contains("s-1"), secret.is_some(), "{told}");
                }
            }
        }
        let door = SampleClient {
            introspects: false,
            ..client("client_secret_basic", Some("s"), "")
        };
        assert!(of(&door, "http://localhost:4711").is_empty());
        assert!(of(&client("private_key_jwt", None, "authorization_code"), "x").is_empty());
    }
}
