//! Code to take along, with a client's real values: the files of `docs/snippets`, filled in.
//!
//! What is filled in are ids, secrets and addresses of sample data, none of which needs escaping
//! in any of the languages.

use url::{Url, form_urlencoded::byte_serialize};

use super::{call::quoted, samples::SampleClient};
use crate::{authn::assertion::ASSERTION_TYPE, web::view::dev::Snippet};

macro_rules! snippet {
    ($id:literal, $title:literal, $($file:literal),+) => {
        (
            $id,
            $title,
            concat!($(include_str!(concat!("../../../docs/snippets/", $file))),+),
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

/// For clients that send people here, and prove themselves by a key.
const CODE_FLOW_BY_KEY: &[File] = &[
    snippet!("curl", "curl", "assertion.sh", "code-flow.sh"),
    snippet!(
        "javascript",
        "JavaScript: openid-client",
        "openid-client.mjs"
    ),
    snippet!("python", "Python: Authlib", "authlib.py"),
    snippet!("rust", "Rust: openidconnect", "openidconnect-jwt.rs"),
    snippet!(
        "java",
        "Java: Spring Security, application.yml",
        "application.yml"
    ),
    snippet!(
        "java-key",
        "Java: Spring Security, ClientKey.java",
        "ClientKey.java"
    ),
];

/// For clients that act for themselves, and prove themselves by a key.
const SERVICE_BY_KEY: &[File] = &[
    snippet!("curl", "curl", "assertion.sh", "service.sh"),
    snippet!(
        "javascript",
        "JavaScript: openid-client",
        "service-openid-client.mjs"
    ),
    snippet!("python", "Python: Authlib", "service-authlib.py"),
    snippet!(
        "rust",
        "Rust: openidconnect",
        "service-openidconnect-jwt.rs"
    ),
    snippet!(
        "java",
        "Java: Spring Security, application.yml",
        "service-application.yml"
    ),
    snippet!(
        "java-key",
        "Java: Spring Security, ServiceKey.java",
        "ServiceKey.java"
    ),
];

/// For APIs.
const INTROSPECTION: &[File] = &[snippet!("curl", "curl", "introspect.sh")];

/// The snippets for a client: none for one that only stands for a door.
pub fn of(client: &SampleClient, issuer: &str) -> Vec<Snippet> {
    let files = match client.auth_method.as_str() {
        "none" | "client_secret_basic" | "client_secret_post" => files(client),
        "private_key_jwt" if client.key.is_some() && client.pem.is_some() => files_by_key(client),
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

fn files_by_key(client: &SampleClient) -> &'static [File] {
    if client.allows("authorization_code") {
        CODE_FLOW_BY_KEY
    } else if client.allows("client_credentials") {
        SERVICE_BY_KEY
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
    let jwk = client.key.clone().unwrap_or_default();
    values.extend([
        ("PRIVATE_JWK", jwk.to_string()),
        ("PRIVATE_PEM", client.pem.clone().unwrap_or_default()),
        ("KEY_ID", jwk["kid"].as_str().unwrap_or_default().to_owned()),
        ("# ID_TOKEN_ALGORITHM\n", java_algorithm(client)),
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

/// Spring Security expects RS256 unless it is told otherwise.
fn java_algorithm(client: &SampleClient) -> String {
    match client.id_token_alg.as_str() {
        "RS256" => String::new(),
        other => format!(
            "# ID tokens of this client are signed with {other}: it takes a bean of OidcIdTokenDecoderFactory with\n\
             # setJwsAlgorithmResolver(client -> SignatureAlgorithm.{other})\n"
        ),
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
        ("private_key_jwt", _) => vec![
            (
                "CURL_CREDENTIALS",
                format!(
                    "\\\n  --data-urlencode {} \\\n  --data-urlencode {} \\\n  --data-urlencode \"client_assertion=$(assertion)\"",
                    quoted(&format!("client_id={id}")),
                    quoted(&format!("client_assertion_type={ASSERTION_TYPE}")),
                ),
            ),
            (
                "const config = ",
                "const key = await crypto.subtle.importKey(\n  \"jwk\",\n  PRIVATE_JWK,\n  \
                 { name: \"ECDSA\", namedCurve: \"P-256\" },\n  false,\n  [\"sign\"],\n);\nconst config = "
                    .into(),
            ),
            (
                "client.ClientSecretBasic(\"CLIENT_SECRET\")",
                "client.PrivateKeyJwt({ key, kid: \"KEY_ID\" })".into(),
            ),
            ("# pip install authlib requests", "# pip install authlib joserfc requests".into()),
            (
                "import OAuth2Session\n",
                "import OAuth2Session\nfrom authlib.oauth2.rfc7523 import PrivateKeyJWT\n".into(),
            ),
            ("import KeySet\n", "import ECKey, KeySet\n".into()),
            (
                "PrivateKeyJWT\n\nos.",
                "PrivateKeyJWT\nfrom joserfc.jwk import ECKey\n\nos.".into(),
            ),
            (
                "    \"CLIENT_SECRET\",\n    token_endpoint_auth_method=\"client_secret_basic\"",
                "    ECKey.import_key(PRIVATE_JWK),\n    \
                 token_endpoint_auth_method=PrivateKeyJWT(alg=\"ES256\", headers={\"kid\": \"KEY_ID\"})"
                    .into(),
            ),
            (
                "            client-secret: \"CLIENT_SECRET\"\n",
                String::new(),
            ),
            ("client_secret_basic", "private_key_jwt".into()),
        ],
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
            key: Some(serde_json::json!({ "kid": "k-1" })),
            pem: Some("p-1".into()),
            ..SampleClient::default()
        }
    }

    #[test]
    fn every_value_is_filled_in_for_every_way_to_authenticate() {
        let methods = [
            ("none", None),
            ("client_secret_basic", Some("s-1")),
            ("client_secret_post", Some("s-1")),
            ("private_key_jwt", None),
        ];
        for (method, secret) in methods {
            for (grant, count) in [
                ("authorization_code", 5),
                ("client_credentials", 5),
                ("", 1),
            ] {
                let client = client(method, secret, grant);
                let snippets = of(&client, "http://localhost:4711");
                let signs = method == "private_key_jwt";
                // An API of the sample data has a secret; one file more has the key for Java.
                let count = match (signs, grant) {
                    (true, "") => 0,
                    (true, _) => count + 1,
                    (false, _) => count,
                };
                assert_eq!(snippets.len(), count, "{method} {grant}");
                for Snippet { id, code, .. } in snippets {
                    let signed = ["p-1", "k-1"].iter().any(|part| code.contains(part));
                    assert_eq!(
                        signed,
                        signs && id != "java",
                        "{method} {grant} {id}:\n{code}"
                    );
                    if id == "java-key" {
                        assert!(!code.contains("PRIVATE_"), "{code}");
                        continue;
                    }
                    let told = format!("{method} {grant} {id}:\n{code}");
                    for left in [
                        "CLIENT_",
                        "ENCODED_",
                        "REDIRECT_",
                        "CURL_",
                        "PRIVATE_",
                        "KEY_ID",
                        "ID_TOKEN_",
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
    }
}
