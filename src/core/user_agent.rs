//! What a browser calls itself (RFC 9110 §10.1.5), in the two words that people know it by. It may
//! say anything: what is told of it decides nothing.

/// Most bytes of the text that are looked at.
pub const MOST: usize = 512;

/// A browser and the system it runs on, where the text names one that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserAgent {
    /// `Firefox`, for instance.
    pub browser: Option<&'static str>,
    /// `Windows`, for instance.
    pub system: Option<&'static str>,
}

/// What stands in the text, and the browser that has it there. Each also claims to be others, so
/// that the first that fits is the one: Edge says Chrome, which says Safari.
const BROWSERS: &[(&[&str], &str)] = &[
    (&["EdgiOS/", "EdgA/", "Edg/", "Edge/"], "Edge"),
    (&["SamsungBrowser/"], "Samsung Internet"),
    (&["OPR/", "OPX/", "OPT/", "Opera"], "Opera"),
    (&["Vivaldi/"], "Vivaldi"),
    (&["YaBrowser/"], "Yandex Browser"),
    (&["DuckDuckGo/", "Ddg/"], "DuckDuckGo"),
    (&["UCBrowser/"], "UC Browser"),
    (&["Brave/"], "Brave"),
    (&["FxiOS/", "Focus/", "Firefox/"], "Firefox"),
    (&["CriOS/", "HeadlessChrome/", "Chrome/"], "Chrome"),
    (&["Chromium/"], "Chromium"),
    (&["Trident/", "MSIE "], "Internet Explorer"),
    (&["Epiphany/"], "GNOME Web"),
    (&["curl/"], "curl"),
];

/// The same for systems: Android says Linux, an iPhone says it is like Mac OS X.
const SYSTEMS: &[(&[&str], &str)] = &[
    (&["Windows"], "Windows"),
    (&["Android"], "Android"),
    (&["iPhone", "iPod"], "iPhone"),
    (&["iPad"], "iPad"),
    (&["CrOS"], "ChromeOS"),
    (&["Macintosh", "Mac OS X"], "macOS"),
    (&["OpenBSD", "FreeBSD", "NetBSD"], "BSD"),
    (&["Linux", "X11"], "Linux"),
];

impl UserAgent {
    /// Reads what a browser calls itself.
    pub fn read(text: &str) -> Self {
        let find = |known: &[(&[&str], &'static str)]| {
            let found = known
                .iter()
                .find(|(marks, _)| marks.iter().any(|mark| text.contains(mark)));
            found.map(|(_, name)| *name)
        };
        // Safari is whoever has its words and none of the others'.
        let safari = (text.contains("Safari/") && text.contains("Version/")).then_some("Safari");
        Self {
            browser: find(BROWSERS).or(safari),
            system: find(SYSTEMS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UserAgent;

    // What current browsers send, as their makers document it.
    #[test]
    fn browsers_are_named_as_people_know_them() {
        for (text, browser, system) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
                "Firefox",
                "Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36",
                "Chrome",
                "Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0.0.0",
                "Edge",
                "Windows",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
                "Safari",
                "macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
                "Safari",
                "iPhone",
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/143.0.7499.92 Mobile/15E148 Safari/604.1",
                "Chrome",
                "iPad",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/605.1.15",
                "Firefox",
                "iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36",
                "Chrome",
                "Android",
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36",
                "Samsung Internet",
                "Android",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 OPR/125.0.0.0",
                "Opera",
                "Linux",
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36",
                "Chrome",
                "ChromeOS",
            ),
        ] {
            let named = UserAgent {
                browser: Some(browser),
                system: Some(system),
            };
            assert_eq!(UserAgent::read(text), named, "{text}");
        }
        for text in [
            "",
            "Mozilla/5.0",
            "\u{202e}<script>",
            "a program of its own",
        ] {
            assert_eq!(UserAgent::read(text), UserAgent::default(), "{text}");
        }
    }
}
