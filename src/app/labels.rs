//! Labels of metrics: few values, and none that names a person or an address (AD-16).

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use super::App;
use crate::model::ClientId;

/// Clients that have a label of their own; the others share one.
pub const CLIENTS_MAX: usize = 200;

/// The clients that have a label of their own, since the start.
#[derive(Debug, Default)]
pub struct ClientLabels(Mutex<BTreeSet<String>>);

impl ClientLabels {
    fn of(&self, id: &str) -> String {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.contains(id) {
            return id.to_owned();
        }
        if known.len() >= CLIENTS_MAX {
            return "other".to_owned();
        }
        known.insert(id.to_owned());
        id.to_owned()
    }
}

impl App {
    /// The label `client` of a metric: the id of a registered client, `other` for those beyond the
    /// first 200, `none` for nobody and for an id that nobody registered.
    pub fn client_label(&self, id: Option<&ClientId>) -> String {
        match id.filter(|id| self.catalog().client(id).is_some()) {
            Some(id) => self.client_labels.of(id.as_str()),
            None => "none".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // AD-16: however many clients there are, the label has 200 values and one more.
    #[test]
    fn a_client_label_has_few_values() {
        let labels = ClientLabels::default();
        let mut values = BTreeSet::new();
        for n in 0..1000 {
            values.insert(labels.of(&format!("client-{n}")));
        }
        assert_eq!(values.len(), CLIENTS_MAX + 1);
        assert_eq!(labels.of("client-7"), "client-7");
        assert_eq!(labels.of("client-900"), "other");
    }
}
