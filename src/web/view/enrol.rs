//! `/interaction/{flow}/enrol…`: a second factor is set up on the way.

use askama::Template;

use super::{
    AppName, Page,
    enrolment::{ShownCodes, TotpForm},
};

/// The page of whoever must have a second factor and has none.
#[derive(Clone, Debug, Template)]
#[template(path = "enrol.html")]
pub struct Enrol {
    /// What every page has.
    pub page: Page,
    /// Who asks for the sign-in.
    pub app: AppName,
    /// Who is signed in.
    pub person: String,
    /// Where "not you?" goes (POST: `csrf`).
    pub switch: String,
    /// The token of that form.
    pub csrf: String,
    /// Where a passkey is asked for in place of the app (POST: `csrf`, `at`), if there are any: that
    /// form then has `name` and `credential`.
    pub passkey: Option<String>,
    /// The key of what is wrong with the passkey (422).
    pub passkey_wrong: Option<&'static str>,
    /// What is to be done.
    pub state: EnrolState,
}

/// What is to be done.
#[derive(Clone, Debug)]
pub enum EnrolState {
    /// An authenticator app is turned on.
    App {
        /// By its first code.
        form: Box<TotpForm>,
    },
    /// It is on; the recovery codes that came with it are kept.
    Codes {
        /// They.
        shown: ShownCodes,
    },
}

impl Enrol {
    /// Whether the page reports an error.
    pub fn is_error(&self) -> bool {
        match &self.state {
            EnrolState::App { form } => form.is_error() || self.passkey_wrong.is_some(),
            EnrolState::Codes { shown } => shown.wrong,
        }
    }

    /// The key of the title.
    pub const fn title_key(&self) -> &'static str {
        match self.state {
            EnrolState::App { .. } => "enrol-title",
            EnrolState::Codes { .. } => "codes-shown-title",
        }
    }

    /// The page in every state.
    pub fn samples(page: &Page, word: &dyn Fn(&str) -> String) -> Vec<(&'static str, Self)> {
        let with = |state| Self {
            page: page.clone(),
            app: AppName::sample(word),
            person: word("anna"),
            switch: word("/interaction/01J9Z64K2M7Q/switch"),
            csrf: word("sample-form-token"),
            passkey: None,
            passkey_wrong: None,
            state,
        };
        let forms = TotpForm::samples(("/interaction/01J9Z64K2M7Q/enrol", None), word);
        let forms = forms.into_iter().map(|(name, form)| {
            let form = Box::new(form);
            (name, with(EnrolState::App { form }))
        });
        let codes = [("codes", false), ("codes-tick", true)].map(|(name, wrong)| {
            let shown = ShownCodes::sample(wrong, word);
            (name, with(EnrolState::Codes { shown }))
        });
        let plain = TotpForm::samples(("/interaction/01J9Z64K2M7Q/enrol", None), word);
        let passkey = |wrong| {
            let form = plain.first().map(|(_, form)| Box::new(form.clone()))?;
            let ask = word("/interaction/01J9Z64K2M7Q/passkey");
            Some(Self {
                passkey: Some(ask),
                passkey_wrong: wrong,
                ..with(EnrolState::App { form })
            })
        };
        let keys = [
            ("passkey", None),
            ("passkey-wrong", Some("passkey-new-wrong")),
        ];
        let keys = keys.map(|(name, wrong)| passkey(wrong).map(|view| (name, view)));
        let all = forms.chain(codes);
        all.chain(keys.into_iter().flatten()).collect()
    }
}
