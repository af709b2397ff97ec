//! What is wrong with a configuration, said so that it can be mended: key, problem, expectation,
//! remedy and where the value came from.

use std::borrow::Cow;

use std::{fmt, path::PathBuf};

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Built in.
    Default,
    /// A configuration file, with the line where it is known.
    File(PathBuf, Option<usize>),
    /// An environment variable.
    Env(String),
    /// `--set key=value`.
    Set,
    /// A flag of its own, such as `--log-format`.
    Flag(String),
    /// The content of a secret's file.
    SecretFile(PathBuf),
    /// A systemd credential.
    Credential(PathBuf),
    /// What `signet dev` decides.
    Dev,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path, Some(line)) => write!(f, "{}:{line}", path.display()),
            Self::File(path, None) => write!(f, "{}", path.display()),
            Self::Env(name) => write!(f, "environment {name}"),
            Self::Set => f.write_str("--set"),
            Self::Flag(name) => write!(f, "{name}"),
            Self::SecretFile(path) => write!(f, "file {}", path.display()),
            Self::Credential(path) => write!(f, "credential {}", path.display()),
            Self::Dev => f.write_str("dev"),
        }
    }
}

/// One thing that is wrong. Never holds a secret value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The key, such as `server.issuer`; or the file, when the file itself is the trouble.
    pub key: String,
    /// Where the value came from, where that is known.
    pub origin: Option<Origin>,
    /// What is wrong.
    pub problem: String,
    /// What was expected; may be empty.
    pub expected: String,
    /// What to do about it; may be empty.
    pub fix: String,
}

impl ConfigError {
    /// A problem with a key.
    pub fn new(key: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            origin: None,
            problem: problem.into(),
            expected: String::new(),
            fix: String::new(),
        }
    }

    /// Adds what was expected.
    #[must_use]
    pub fn expected(mut self, text: impl Into<String>) -> Self {
        self.expected = text.into();
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn fix(mut self, text: impl Into<String>) -> Self {
        self.fix = text.into();
        self
    }

    /// Adds where the value came from.
    #[must_use]
    pub fn from(mut self, origin: Origin) -> Self {
        self.origin = Some(origin);
        self
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key)?;
        if let Some(origin) = &self.origin {
            write!(f, " ({origin})")?;
        }
        write!(f, ": {}", self.problem)?;
        if !self.expected.is_empty() {
            write!(f, "\n  expected: {}", self.expected)?;
        }
        if !self.fix.is_empty() {
            write!(f, "\n  fix: {}", self.fix)?;
        }
        Ok(())
    }
}

/// All that is wrong, at once; never empty. Exit code 3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}

impl From<ConfigError> for ConfigErrors {
    fn from(error: ConfigError) -> Self {
        Self(vec![error])
    }
}

/// Collects the problems of one section.
#[derive(Debug)]
pub(super) struct Problems {
    section: Cow<'static, str>,
    found: Vec<ConfigError>,
}

impl Problems {
    /// None yet, in `section`.
    pub(super) fn of(section: impl Into<Cow<'static, str>>) -> Self {
        Self {
            section: section.into(),
            found: Vec::new(),
        }
    }

    /// Adds a problem with one key of the section.
    pub(super) fn add(&mut self, key: &str, problem: impl Into<String>) -> &mut ConfigError {
        let key = format!("{}.{key}", self.section);
        let at = self.found.len();
        self.found.push(ConfigError::new(key, problem));
        &mut self.found[at]
    }

    /// `low <= value <= high`, or a problem that names the bound.
    pub(super) fn within<T: PartialOrd + Copy>(
        &mut self,
        key: &str,
        value: T,
        (low, high): (T, T),
        write: impl Fn(T) -> String,
    ) {
        let problem = if value < low {
            format!("{} is below the hard bound of {}", write(value), write(low))
        } else if value > high {
            format!(
                "{} is above the hard bound of {}",
                write(value),
                write(high)
            )
        } else {
            return;
        };
        let (low, high) = (write(low), write(high));
        let error = self.add(key, problem);
        error.expected = format!("from {low} to {high}");
        error.fix = "this bound is policy and cannot be lifted: choose a value within it".into();
    }

    /// What was found.
    pub(super) fn done(self) -> Vec<ConfigError> {
        self.found
    }
}
