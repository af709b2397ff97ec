//! The static files of the pages: part of the program, with their content's hash in the name.

/// A static file. Its name changes with its content, so that browsers may keep it for ever.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    stem: &'static str,
    extension: &'static str,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// The content.
    pub bytes: &'static [u8],
    hash: u64,
}

/// The one stylesheet.
pub const CSS: Asset = Asset::new(
    ("app", "css"),
    "text/css; charset=utf-8",
    include_bytes!("../../static/app.css"),
);

/// The one script, which no page needs.
pub const JS: Asset = Asset::new(
    ("app", "js"),
    "text/javascript; charset=utf-8",
    include_bytes!("../../static/app.js"),
);

/// The script of the Connect page, which tells the page that frames it what happens.
pub const CONNECT_JS: Asset = Asset::new(
    ("connect", "js"),
    "text/javascript; charset=utf-8",
    include_bytes!("../../static/connect.js"),
);

/// The icon of the browser's tab. It stands in the page itself: it is smaller than what a request for
/// it takes.
pub const ICON: &[u8] = include_bytes!("../../static/icon.svg");

/// Every static file.
pub const ALL: &[Asset] = &[CSS, JS, CONNECT_JS];

/// What `Cache-Control` says of a static file.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// The file with this name (the path after `/static/`).
pub fn find(name: &str) -> Option<Asset> {
    ALL.iter().copied().find(|asset| asset.name() == name)
}

impl Asset {
    const fn new(
        (stem, extension): (&'static str, &'static str),
        content_type: &'static str,
        bytes: &'static [u8],
    ) -> Self {
        Self {
            stem,
            extension,
            content_type,
            bytes,
            hash: fnv1a(bytes),
        }
    }

    /// The file's name: `app-0123456789abcdef.css`.
    pub fn name(&self) -> String {
        format!("{}-{:016x}.{}", self.stem, self.hash, self.extension)
    }

    /// Where it is served.
    pub fn href(&self) -> String {
        format!("/static/{}", self.name())
    }
}

/// FNV-1a, 64 bits: tells versions of our own files apart, nothing more.
const fn fnv1a(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < bytes.len() {
        hash ^= bytes[at] as u64;
        hash = hash.wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_by_its_hashed_name_only() {
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        for asset in ALL {
            assert_eq!(
                find(&asset.name()).map(|found| found.bytes),
                Some(asset.bytes)
            );
        }
        assert!(find("app.css").is_none());
        assert!(find("../app.css").is_none());
    }
}
