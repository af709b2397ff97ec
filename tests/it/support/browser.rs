//! A browser without script: cookies, forms, no redirect followed by itself.

use std::{collections::BTreeMap, sync::Mutex};

use reqwest::{
    Certificate, Client, Method, RequestBuilder, StatusCode,
    header::{HOST, HeaderMap, HeaderName, USER_AGENT},
    redirect::Policy,
};
use serde_json::Value;
use url::Url;

use super::sink::CA;

pub struct Browser {
    pub http: Client,
    pub base: Url,
    pub cookies: Mutex<BTreeMap<String, String>>,
    /// Every address it asked for, was sent to, or was shown as a refresh.
    pub addresses: Mutex<Vec<String>>,
}

/// A whole answer.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
    pub url: Url,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("text"))
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// Where it redirects to.
    pub fn location(&self) -> Url {
        assert_eq!(self.status, 303, "{}", self.body);
        self.url.join(self.header("location")).expect("a URL")
    }

    /// A parameter of the redirect.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.location()
            .query_pairs()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.into_owned())
    }

    /// A parameter of the redirect, if it is one.
    pub fn parameter_if_any(&self, name: &str) -> Option<String> {
        (self.status == 303).then(|| self.parameter(name)).flatten()
    }

    /// The value of a hidden field.
    pub fn field(&self, name: &str) -> String {
        let at = format!("name=\"{name}\" value=\"");
        let (_, rest) = self
            .body
            .split_once(&at)
            .unwrap_or_else(|| panic!("no field {name}: {}", self.body));
        rest.split('"').next().expect("a value").to_owned()
    }

    /// The token of the form that goes to this address.
    pub fn token_for(&self, action: &str) -> String {
        let at = format!("action=\"{action}\"");
        let (_, form) = self
            .body
            .split_once(&at)
            .unwrap_or_else(|| panic!("no form to {action}: {}", self.body));
        let (_, rest) = form.split_once("name=\"csrf\" value=\"").expect("a token");
        rest.split('"').next().expect("a value").to_owned()
    }

    /// The address of a return page's refresh.
    pub fn refresh(&self) -> Url {
        let (_, rest) = self
            .body
            .split_once("content=\"0;url=")
            .unwrap_or_else(|| panic!("no refresh: {}", self.body));
        let text = rest
            .split('"')
            .next()
            .expect("a value")
            .replace("&#38;", "&")
            .replace("&amp;", "&");
        Url::parse(&text).expect("a URL")
    }
}

impl Browser {
    pub fn new(base: &str) -> Self {
        Self::with(base, HeaderMap::new())
    }

    /// Goes to this address for an issuer that is elsewhere, as a proxy does.
    pub fn to(base: &str, issuer: &str) -> Self {
        let issuer = Url::parse(issuer).expect("a URL");
        let host = &issuer[url::Position::BeforeHost..url::Position::AfterPort];
        let headers = [(HOST, host.parse().expect("a host"))];
        Self::with(base, headers.into_iter().collect())
    }

    /// The same, for a caller at this address.
    pub fn from_address(base: &str, issuer: &str, address: &str) -> Self {
        let issuer = Url::parse(issuer).expect("a URL");
        let host = &issuer[url::Position::BeforeHost..url::Position::AfterPort];
        let forwarded = HeaderName::from_static("x-forwarded-for");
        let headers = [
            (HOST, host.parse().expect("a host")),
            (forwarded, address.parse().expect("an address")),
        ];
        Self::with(base, headers.into_iter().collect())
    }

    /// One that says what it is.
    pub fn calling_itself(base: &str, agent: &str) -> Self {
        let headers = [(USER_AGENT, agent.parse().expect("a header"))];
        Self::with(base, headers.into_iter().collect())
    }

    fn with(base: &str, headers: HeaderMap) -> Self {
        let authority = std::fs::read(CA).expect("reads");
        let http = Client::builder()
            .default_headers(headers)
            .redirect(Policy::none())
            .add_root_certificate(Certificate::from_pem(&authority).expect("a certificate"))
            .build()
            .expect("a client");
        Self {
            http,
            base: Url::parse(base).expect("a URL"),
            cookies: Mutex::default(),
            addresses: Mutex::default(),
        }
    }

    /// The same person's other tab: the same cookies.
    pub fn tab(&self) -> Self {
        let cookies = self.cookies.lock().expect("cookies").clone();
        Self {
            http: self.http.clone(),
            base: self.base.clone(),
            cookies: Mutex::new(cookies),
            addresses: Mutex::default(),
        }
    }

    pub fn url(&self, path: &str) -> Url {
        self.base.join(path).expect("a URL")
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let jar = self.cookies.lock().expect("cookies");
        let cookies: Vec<_> = jar
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = self
            .http
            .request(method, self.url(path))
            .header("accept", "text/html");
        if cookies.is_empty() {
            request
        } else {
            request.header("cookie", cookies.join("; "))
        }
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.expect("an answer");
        let (status, headers, url) = (
            response.status(),
            response.headers().clone(),
            response.url().clone(),
        );
        // AZ-13: whatever a test asks for, a redirect is a 303; 307 and 308 never appear.
        assert!(
            !status.is_redirection() || status == 303 || status == 304,
            "{url}: {status}"
        );
        for cookie in headers.get_all("set-cookie") {
            let text = cookie.to_str().expect("text");
            let (name, value) = text
                .split(';')
                .next()
                .expect("a pair")
                .split_once('=')
                .expect("a pair");
            let mut jar = self.cookies.lock().expect("cookies");
            if text.contains("Max-Age=0") {
                jar.remove(name)
            } else {
                jar.insert(name.to_owned(), value.to_owned())
            };
        }
        let mut addresses = vec![url.to_string()];
        addresses.extend(headers.get("location").map(|to| format!("{to:?}")));
        self.addresses.lock().expect("addresses").extend(addresses);
        Answer {
            status,
            headers,
            body: response.text().await.expect("text"),
            url,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.send(self.request(Method::POST, path).form(form)).await
    }

    /// Opens an authorization request, and the page that it leads to.
    pub async fn open(&self, query: &str) -> Answer {
        let begun = self.get(&format!("/authorize?{query}")).await;
        self.get(begun.location().path()).await
    }

    /// Opens an authorization request that asks which account, and the sign-in of another one.
    pub async fn as_another(&self, query: &str) -> Answer {
        let page = self.open(query).await;
        let answer = self.submit(&page, &[("decision", "another")]).await;
        self.follow(answer).await
    }

    /// Sends a page's form.
    pub async fn submit(&self, page: &Answer, fields: &[(&str, &str)]) -> Answer {
        let csrf = page.field("csrf");
        let mut form = vec![("csrf", csrf.as_str())];
        form.extend_from_slice(fields);
        self.post(page.url.path(), &form).await
    }

    /// Sends the form of a page that goes to this address.
    pub async fn submit_to(&self, page: &Answer, action: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = page.token_for(action);
        let mut form = vec![("csrf", csrf.as_str())];
        form.extend_from_slice(fields);
        self.post(action, &form).await
    }

    /// Opens a page, through the redirects that it leads to.
    pub async fn visit(&self, path: &str) -> Answer {
        let answer = self.get(path).await;
        self.follow(answer).await
    }

    /// Signs in for the account pages with a password alone; the page that was wanted.
    pub async fn account(&self, path: &str, username: &str, password: &str) -> Answer {
        let page = self.visit(path).await;
        self.sign_in(&page, username, password).await
    }

    /// Follows redirects of our own to the next page.
    pub async fn follow(&self, mut answer: Answer) -> Answer {
        while answer.status == 303 && answer.location().origin() == self.base.origin() {
            answer = self.get(answer.location().path()).await;
        }
        answer
    }

    /// Signs in as somebody with a password alone, from a login page to the page after it.
    pub async fn sign_in(&self, page: &Answer, username: &str, password: &str) -> Answer {
        let answer = self
            .submit(page, &[("username", username), ("password", password)])
            .await;
        self.follow(answer).await
    }

    /// Allows everything on a consent page; the client's address.
    pub async fn allow(&self, page: &Answer) -> Url {
        if page.url.path().starts_with("/return/") {
            // Nothing had to be asked.
            return page.refresh();
        }
        let mut ticks: Vec<(&str, String)> = Vec::new();
        for name in ["scope", "claim"] {
            let at = format!("name=\"{name}\" value=\"");
            let values = page.body.split(&at).skip(1);
            ticks
                .extend(values.map(|rest| (name, rest.split('"').next().expect("a value").into())));
        }
        let mut fields: Vec<(&str, &str)> = ticks
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        fields.push(("decision", "allow"));
        let answer = self.submit(page, &fields).await;
        self.follow(answer).await.refresh()
    }
}
