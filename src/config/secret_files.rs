//! Secrets that are not in the configuration itself: key files and systemd credentials.

use std::path::{Path, PathBuf};

use super::{
    ConfigError, Origin,
    files::{Policy, look_at},
    layers::Layers,
    schema::SecretKey,
};

/// Takes a secret from its file or credential. Giving two is an error. The answer is the problem
/// with the file's mode, which a flag may lift.
pub(super) fn take_secret(
    layers: &mut Layers,
    secret: &SecretKey<'_>,
    credentials: Option<&Path>,
) -> Option<ConfigError> {
    let mut given: Vec<Origin> = layers.origin(secret.key).cloned().into_iter().collect();
    let mut file = None;
    if let Some(path) = layers.text(secret.file_key).map(PathBuf::from) {
        given.extend(layers.origin(secret.file_key).cloned());
        file = Some((path, true));
    }
    for name in secret.credentials {
        let Some(path) = credentials.map(|directory| directory.join(name)) else {
            break;
        };
        // A configuration may name the credential's own path: that is one source, not two.
        let is_named = file.as_ref().is_some_and(|(named, _)| *named == path);
        if is_named {
            file = Some((path, false));
        } else if path.exists() {
            given.push(Origin::Credential(path.clone()));
            file = Some((path, false));
        }
    }
    if given.len() > 1 {
        let list: Vec<String> = given.iter().map(ToString::to_string).collect();
        let problem = format!(
            "is given {} times: by {}",
            given.len(),
            list.join(" and by ")
        );
        let problem = ConfigError::new(secret.key, problem);
        layers.problems.push(problem.fix("keep one of them"));
        return None;
    }
    let (path, ours) = file?;
    let named_by = layers.origin(secret.file_key).cloned();
    let complain = |text: String| {
        let problem = ConfigError::new(secret.file_key, text);
        match named_by {
            Some(origin) => problem.from(origin),
            None => problem.from(Origin::Credential(path.clone())),
        }
    };
    let lines = match secret_lines(&path) {
        Ok(lines) if lines.is_empty() => {
            let problem = complain(format!("{} is empty", path.display()));
            layers.problems.push(problem);
            return None;
        }
        Ok(lines) => lines,
        Err(error) => {
            let problem = complain(format!("{} cannot be read: {error}", path.display()));
            layers.problems.push(problem);
            return None;
        }
    };
    let origin = if ours {
        Origin::SecretFile(path.clone())
    } else {
        Origin::Credential(path.clone())
    };
    if secret.key == "secrets.data_key" {
        layers.add_list(secret.key, lines, origin);
    } else {
        layers.add_text(secret.key, &lines.concat(), origin);
    }
    // systemd keeps its credentials by means that mode bits do not show.
    ours.then(|| look_at(secret.file_key, &path, Policy::Private))
        .flatten()
}

/// Reads a secret's file: its lines but for blank ones and comments.
fn secret_lines(path: &Path) -> std::io::Result<Vec<String>> {
    let text = zeroize::Zeroizing::new(std::fs::read_to_string(path)?);
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}
