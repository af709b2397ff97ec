//! `/dev`: sample clients, people and doors.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Playground, samples::SampleUser};
use crate::{
    app::Ctx,
    authorize::playground::one_time_code,
    core::{Fault, Secret},
    http::HttpState,
    web::{
        Front,
        view::dev::{ClientRow, DevHome, DoorRow, UserRow},
    },
};

/// The page.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    playground: web::Data<Playground>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let ctx = state.ctx(&request);
    let samples = &playground.samples;
    let users = samples.users.iter().map(|user| row(&ctx, user));
    let users = match users.collect::<Result<_, _>>() {
        Ok(users) => users,
        Err(fault) => return front.fault_page(&request, &fault),
    };
    let view = DevHome {
        page: front.page(&request, None),
        clients: samples.clients.iter().map(ClientRow::of).collect(),
        users,
        doors: samples
            .doors
            .iter()
            .map(|door| DoorRow {
                name: door.name.clone(),
                request: door.request.clone(),
                curl: door.curl(),
            })
            .collect(),
    };
    front.html(200, &view, None)
}

fn row(ctx: &Ctx, user: &SampleUser) -> Result<UserRow, Fault> {
    let code = match &user.totp {
        Some((seed, algorithm)) => one_time_code(ctx, &Secret::new(seed.as_str()), algorithm)?,
        None => None,
    };
    Ok(UserRow {
        username: user.username.clone(),
        password: user.password.clone(),
        seed: user.totp.as_ref().map(|(seed, _)| seed.clone()),
        code: code.map(|code| code.expose().to_owned()),
        state: user.state.clone(),
        door: user.door.clone(),
    })
}
