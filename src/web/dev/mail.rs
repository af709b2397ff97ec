//! `/dev/mail`: what people were written, mail and text messages.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::{
    account::outbox::{self, Channel},
    core::Fault,
    http::{Frames, HttpState, blocking},
    model::Word,
    web::{
        Front,
        mail::{self, Facts},
        view::dev::{DevMail, LetterRow},
    },
};

/// Letters on the page.
const MOST: i64 = 50;

/// The page.
pub async fn get(
    front: web::Data<Front>,
    state: web::Data<HttpState>,
    frames: web::Data<Frames>,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(refused) = front.edge_refusal(&request) {
        return refused;
    }
    let ctx = state.ctx(&request);
    let facts = Facts::new(&ctx.app.config, &frames);
    match blocking(move || rows(&ctx, &facts)).await {
        Ok(letters) => {
            let view = DevMail {
                page: front.frame.clone(),
                letters,
            };
            front.html(200, &view, None)
        }
        Err(fault) => front.fault_page(&request, &fault),
    }
}

fn rows(ctx: &crate::app::Ctx, facts: &Facts) -> Result<Vec<LetterRow>, Fault> {
    let mut rows = Vec::new();
    for seen in outbox::newest(ctx, MOST)? {
        let letter = &seen.letter;
        let mut row = LetterRow {
            at: letter.created_at,
            template: letter.template.word().to_owned(),
            language: letter.language.clone(),
            failure: seen.failure.clone(),
            ..LetterRow::default()
        };
        // What stood in it is gone once it was sent, or is too late to be.
        if let Some(message) = outbox::open(&ctx.app, letter)? {
            message.to.as_str().clone_into(&mut row.to);
            row.link.clone_from(&message.link);
            if letter.channel == Channel::Sms {
                row.text = mail::short(facts, letter, &message);
            } else {
                let written = mail::letter(facts, letter, &message).map_err(Fault::Internal)?;
                row.subject = written.subject;
                row.text = written.text;
            }
        }
        rows.push(row);
    }
    Ok(rows)
}
