//! Every route of the room: a route's path is its file's.

use actix_web::{HttpRequest, web};

use super::{
    Front, about, account, action, authorize, cors, docs, guides, interaction, introspect, join,
    jwks, language, logout, metadata, method_not_allowed, not_me, recover, return_to, revoke,
    terms, token, userinfo,
};

type Build = fn(actix_web::Resource) -> actix_web::Resource;

/// Registers one path, which says what methods it has when it is asked for another.
fn add(config: &mut web::ServiceConfig, path: &str, allow: &'static str, build: Build) {
    let default = web::to(move |front: web::Data<Front>, request: HttpRequest| {
        method_not_allowed(front, request, allow)
    });
    config.service(build(web::resource(path)).default_service(default));
}

/// Registers what apps and resource servers call. Routes are tried one after the other, and these are
/// called most: they come before the doors, whose paths are patterns.
pub fn protocol(config: &mut web::ServiceConfig) {
    let mut resource =
        |path: &str, allow: &'static str, build: Build| add(config, path, allow, build);
    resource("/authorize", "GET, POST", |r| {
        r.route(web::get().to(authorize::get))
            .route(web::post().to(authorize::post))
    });
    resource("/token", "POST", |r| {
        r.route(web::post().to(token::post))
            .route(web::method(actix_web::http::Method::OPTIONS).to(cors::preflight))
    });
    resource("/introspect", "POST", |r| {
        r.route(web::post().to(introspect::post))
    });
    resource("/revoke", "POST", |r| {
        r.route(web::post().to(revoke::post))
            .route(web::method(actix_web::http::Method::OPTIONS).to(cors::preflight))
    });
    resource("/userinfo", "GET, POST", |r| {
        r.route(web::get().to(userinfo::get))
            .route(web::post().to(userinfo::post))
            .route(web::method(actix_web::http::Method::OPTIONS).to(cors::preflight))
    });
    resource("/jwks", "GET, HEAD", |r| {
        r.route(web::get().to(jwks::get))
            .route(web::head().to(jwks::get))
    });
    for path in [
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
    ] {
        resource(path, "GET, HEAD", |r| {
            r.route(web::get().to(metadata::get))
                .route(web::head().to(metadata::get))
        });
    }
}

/// Registers the pages. Route path = file path.
pub fn routes(config: &mut web::ServiceConfig) {
    let mut resource =
        |path: &str, allow: &'static str, build: Build| add(config, path, allow, build);
    resource("/interaction/{flow}/login", "GET, POST", |r| {
        r.route(web::get().to(interaction::login::get))
            .route(web::post().to(interaction::login::post))
    });
    resource("/interaction/{flow}/mfa", "GET, POST", |r| {
        r.route(web::get().to(interaction::mfa::get))
            .route(web::post().to(interaction::mfa::post))
    });
    resource("/interaction/{flow}/passkey", "POST", |r| {
        r.route(web::post().to(interaction::passkey::post))
    });
    resource("/interaction/{flow}/recovery", "GET, POST", |r| {
        r.route(web::get().to(interaction::recovery::get))
            .route(web::post().to(interaction::recovery::post))
    });
    resource("/interaction/{flow}/enrol", "GET, POST", |r| {
        r.route(web::get().to(interaction::enrol::get))
            .route(web::post().to(interaction::enrol::post))
    });
    resource("/interaction/{flow}/enrol/codes", "GET, POST", |r| {
        r.route(web::get().to(interaction::enrol::codes))
            .route(web::post().to(interaction::enrol::saved))
    });
    resource(
        "/interaction/{flow}/enrol/recovery-codes.txt",
        "POST",
        |r| r.route(web::post().to(interaction::enrol::file)),
    );
    resource("/interaction/{flow}/leaving", "GET, POST", |r| {
        r.route(web::get().to(interaction::leaving::get))
            .route(web::post().to(interaction::leaving::post))
    });
    resource("/interaction/{flow}/password/new", "GET, POST", |r| {
        r.route(web::get().to(interaction::new_password::get))
            .route(web::post().to(interaction::new_password::post))
    });
    resource("/interaction/{flow}/reauth", "GET, POST", |r| {
        r.route(web::get().to(interaction::reauth::get))
            .route(web::post().to(interaction::reauth::post))
    });
    resource("/interaction/{flow}/select-account", "GET, POST", |r| {
        r.route(web::get().to(interaction::select_account::get))
            .route(web::post().to(interaction::select_account::post))
    });
    resource("/interaction/{flow}/consent", "GET, POST", |r| {
        r.route(web::get().to(interaction::consent::get))
            .route(web::post().to(interaction::consent::post))
    });
    resource("/interaction/{flow}/switch", "POST", |r| {
        r.route(web::post().to(interaction::switch::post))
    });
    resource("/interaction/{flow}/verify", "GET, POST", |r| {
        r.route(web::get().to(interaction::verify::get))
            .route(web::post().to(interaction::verify::post))
    });
    resource("/recover", "GET, POST", |r| {
        r.route(web::get().to(recover::get))
            .route(web::post().to(recover::post))
    });
    resource("/recover/sent", "GET, POST", |r| {
        r.route(web::get().to(recover::sent))
            .route(web::post().to(recover::code))
    });
    resource("/recover/new", "GET, POST", |r| {
        r.route(web::get().to(recover::new))
            .route(web::post().to(recover::set))
    });
    resource("/recover/done", "GET", |r| {
        r.route(web::get().to(recover::done))
    });
    resource("/recover/{token}", "GET", |r| {
        r.route(web::get().to(action::reset_link))
    });
    for path in [
        "/verify-email",
        "/change-email",
        "/undo-email",
        "/undo-mobile",
    ] {
        resource(path, "GET, POST", |r| {
            r.route(web::get().to(action::get))
                .route(web::post().to(action::post))
        });
    }
    for path in [
        "/verify-email/{token}",
        "/change-email/{token}",
        "/undo-email/{token}",
        "/undo-mobile/{token}",
        "/not-me/{token}",
    ] {
        resource(path, "GET", |r| r.route(web::get().to(action::link)));
    }
    resource("/account/profile", "GET, POST", |r| {
        r.route(web::get().to(account::profile::get))
            .route(web::post().to(account::profile::post))
    });
    resource("/account/profile/verify", "POST", |r| {
        r.route(web::post().to(account::profile::verify))
    });
    resource("/account/profile/cancel", "POST", |r| {
        r.route(web::post().to(account::profile::cancel))
    });
    resource("/account/profile/email", "GET, POST", |r| {
        r.route(web::get().to(account::profile::contact::email))
            .route(web::post().to(account::profile::contact::change_email))
    });
    resource("/account/profile/mobile", "GET, POST", |r| {
        r.route(web::get().to(account::profile::contact::mobile))
            .route(web::post().to(account::profile::contact::change_mobile))
    });
    resource("/account/profile/mobile/code", "GET, POST", |r| {
        r.route(web::get().to(account::profile::contact::code))
            .route(web::post().to(account::profile::contact::enter_code))
    });
    resource("/interaction/{flow}/terms", "GET, POST", |r| {
        r.route(web::get().to(interaction::terms::get))
            .route(web::post().to(interaction::terms::post))
    });
    resource("/terms/{version}", "GET, HEAD", |r| {
        r.route(web::get().to(terms::get))
    });
    resource("/help", "GET, HEAD", |r| {
        r.route(web::get().to(about::help))
    });
    resource("/privacy", "GET, HEAD", |r| {
        r.route(web::get().to(about::privacy))
    });
    resource("/accessibility", "GET, HEAD", |r| {
        r.route(web::get().to(about::accessibility))
    });
    resource("/join", "GET, POST", |r| {
        r.route(web::get().to(join::form::get))
            .route(web::post().to(join::form::post))
    });
    resource("/join/verify", "GET, POST", |r| {
        r.route(web::get().to(join::verify::get))
            .route(web::post().to(join::verify::post))
    });
    resource("/join/waitlist", "GET, POST", |r| {
        r.route(web::get().to(join::waitlist::get))
            .route(web::post().to(join::waitlist::post))
    });
    resource("/join/confirm", "GET, POST", |r| {
        r.route(web::get().to(join::confirm::get))
            .route(web::post().to(join::confirm::post))
    });
    resource("/join/{code}", "GET", |r| {
        r.route(web::get().to(join::confirm::take))
    });
    resource("/invite", "GET, POST", |r| {
        r.route(web::get().to(join::invite::get))
            .route(web::post().to(join::invite::post))
    });
    resource("/invite/{code}", "GET", |r| {
        r.route(web::get().to(join::invite::take))
    });
    resource("/return/{id}", "GET", |r| {
        r.route(web::get().to(return_to::get))
    });
    resource("/account", "GET", |r| {
        r.route(web::get().to(account::overview::get))
    });
    resource("/legacy/notice", "GET, HEAD", |r| {
        r.route(web::get().to(account::legacy::named))
            .route(web::head().to(account::legacy::named))
    });
    resource("/account/legacy", "GET, POST", |r| {
        r.route(web::get().to(account::legacy::get))
            .route(web::post().to(account::legacy::post))
    });
    resource("/account/sessions", "GET, POST", |r| {
        r.route(web::get().to(account::sessions::get))
            .route(web::post().to(account::sessions::post))
    });
    resource("/account/apps", "GET", |r| {
        r.route(web::get().to(account::apps::list))
    });
    resource("/account/apps/{id}", "GET, POST", |r| {
        r.route(web::get().to(account::apps::get))
            .route(web::post().to(account::apps::post))
    });
    resource("/account/activity", "GET", |r| {
        r.route(web::get().to(account::activity::get))
    });
    resource("/account/activity.csv", "GET", |r| {
        r.route(web::get().to(account::activity::csv))
    });
    resource("/account/data", "GET", |r| {
        r.route(web::get().to(account::data::get))
    });
    resource("/account/data/export", "POST", |r| {
        r.route(web::post().to(account::data::export))
    });
    resource("/account/data/delete", "POST", |r| {
        r.route(web::post().to(account::data::delete))
    });
    resource("/account/data/keep", "POST", |r| {
        r.route(web::post().to(account::data::keep))
    });
    resource("/account/security", "GET", |r| {
        r.route(web::get().to(account::security::get))
    });
    resource("/account/security/password", "GET, POST", |r| {
        r.route(web::get().to(account::password::get))
            .route(web::post().to(account::password::post))
    });
    resource("/account/security/totp/new", "GET, POST", |r| {
        r.route(web::get().to(account::totp::new))
            .route(web::post().to(account::totp::turn_on))
    });
    resource("/account/security/totp/{id}", "GET, POST", |r| {
        r.route(web::get().to(account::totp::get))
            .route(web::post().to(account::totp::rename))
    });
    resource("/account/security/totp/{id}/remove", "GET, POST", |r| {
        r.route(web::get().to(account::totp::ask))
            .route(web::post().to(account::totp::remove))
    });
    resource("/account/passkeys", "GET", |r| {
        r.route(web::get().to(account::passkeys::list))
    });
    resource("/account/passkeys/options", "POST", |r| {
        r.route(web::post().to(account::passkeys::options))
    });
    resource("/account/passkeys/new", "GET, POST", |r| {
        r.route(web::get().to(account::passkeys::new))
            .route(web::post().to(account::passkeys::add))
    });
    resource("/account/passkeys/{id}", "GET, POST", |r| {
        r.route(web::get().to(account::passkeys::get))
            .route(web::post().to(account::passkeys::rename))
    });
    resource("/account/passkeys/{id}/remove", "GET, POST", |r| {
        r.route(web::get().to(account::passkeys::ask))
            .route(web::post().to(account::passkeys::remove))
    });
    resource("/account/security/recovery", "GET, POST", |r| {
        r.route(web::get().to(account::recovery::get))
            .route(web::post().to(account::recovery::post))
    });
    resource("/account/security/recovery/saved", "POST", |r| {
        r.route(web::post().to(account::recovery::saved))
    });
    resource("/account/security/recovery-codes.txt", "POST", |r| {
        r.route(web::post().to(account::recovery::download))
    });
    resource("/account/security/devices", "POST", |r| {
        r.route(web::post().to(account::security::forget))
    });
    resource("/.well-known/change-password", "GET, HEAD", |r| {
        r.route(web::get().to(account::security::change_password))
            .route(web::head().to(account::security::change_password))
    });
    resource("/not-me", "GET, POST", |r| {
        r.route(web::get().to(not_me::get))
            .route(web::post().to(not_me::post))
    });
    resource("/.well-known/passkey-endpoints", "GET, HEAD", |r| {
        r.route(web::get().to(account::passkeys::endpoints))
            .route(web::head().to(account::passkeys::endpoints))
    });
    resource("/logout", "GET, POST", |r| {
        r.route(web::get().to(logout::get))
            .route(web::post().to(logout::post))
    });
    resource("/language/{code}", "GET", |r| {
        r.route(web::get().to(language::get))
    });
    resource("/docs/migration", "GET, HEAD", |r| {
        r.route(web::get().to(guides::index))
            .route(web::head().to(guides::index))
    });
    resource("/docs/migration/{api}", "GET, HEAD", |r| {
        r.route(web::get().to(guides::one))
            .route(web::head().to(guides::one))
    });
    resource("/docs/errors", "GET, HEAD", |r| {
        r.route(web::get().to(docs::index))
            .route(web::head().to(docs::index))
    });
    resource("/docs/errors/{code}", "GET, HEAD", |r| {
        r.route(web::get().to(docs::one))
            .route(web::head().to(docs::one))
    });
    resource("/", "GET, HEAD", |r| {
        r.route(web::get().to(docs::home))
            .route(web::head().to(docs::home))
    });
    resource("/static/{name}", "GET, HEAD", |r| {
        r.route(web::get().to(docs::asset))
            .route(web::head().to(docs::asset))
    });
}
