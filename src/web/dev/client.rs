//! `/dev/clients/{name}`: one sample client: what to try, and code to take along.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Playground, runs::Break, samples::SampleClient, snippets};
use crate::{
    core::Reason,
    web::{
        Front,
        view::{
            Page,
            dev::{ClientRow, DevClient, Link},
        },
    },
};

/// The page.
pub async fn get(
    front: web::Data<Front>,
    playground: web::Data<Playground>,
    request: HttpRequest,
    name: web::Path<String>,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let Some(client) = playground.samples.client(&name) else {
        return front.refuse_page(&request, &Reason::NotFound.into());
    };
    let page = front.page(&request, None);
    let view = DevClient {
        client: ClientRow::of(client),
        redirect_uris: client.redirect_uris.clone(),
        breaks: breaks(&page, client),
        page,
        snippets: snippets::of(client, &playground.issuer),
    };
    front.html(200, &view, None)
}

/// A link for each thing that can be done wrong with this client.
pub(super) fn breaks(page: &Page, client: &SampleClient) -> Vec<Link> {
    let link = |(_, word, key): &(Break, &str, &str)| Link {
        href: address(client, &client.whole_scope(), Some(word)),
        text: page.t(key),
    };
    match client.callback {
        Some(_) => Break::ALL.iter().map(link).collect(),
        None => Vec::new(),
    }
}

/// Where a run begins.
pub(super) fn address(client: &SampleClient, scope: &str, choice: Option<&str>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("client", &client.id);
    query.append_pair("scope", scope);
    if let Some(choice) = choice {
        query.append_pair("break", choice);
    }
    format!("/dev/try?{}", query.finish())
}
