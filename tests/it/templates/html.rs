//! Just enough HTML reading for our own pages.

/// A start tag or, with a `/` before its name, an end tag; and the text after it.
#[derive(Clone, Debug)]
pub struct Tag {
    /// `input`, `/form`.
    pub name: String,
    /// Names and values as they stand; an attribute without a value has an empty one.
    pub attributes: Vec<(String, String)>,
    /// The text up to the next tag, not decoded.
    pub text: String,
}

impl Tag {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// The tags of a page. Panics on what our templates never write.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut all = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let (name, mut inner) = split_at(rest, |c: char| c.is_whitespace() || c == '>');
        let mut attributes = Vec::new();
        loop {
            inner = inner.trim_start();
            if let Some(after) = inner.strip_prefix('>') {
                rest = after;
                break;
            }
            let (attribute, after) =
                split_at(inner, |c: char| c.is_whitespace() || c == '>' || c == '=');
            assert!(
                !attribute.is_empty(),
                "an attribute has a name: {inner:.80}"
            );
            let value;
            (value, inner) = match after.strip_prefix("=\"") {
                None => {
                    assert!(!after.starts_with('='), "values are quoted: {inner:.80}");
                    ("", after)
                }
                Some(after) => after.split_once('"').expect("the quote ends"),
            };
            attributes.push((attribute.to_owned(), value.to_owned()));
        }
        let text = rest.split('<').next().unwrap_or_default().to_owned();
        let name = name.to_owned();
        all.push(Tag {
            name,
            attributes,
            text,
        });
    }
    all
}

fn split_at(text: &str, end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(end).expect("the tag ends"))
}

/// The first tag with this name.
pub fn first<'a>(tags: &'a [Tag], name: &str) -> &'a Tag {
    let found = tags.iter().find(|t| t.name == name);
    found.unwrap_or_else(|| panic!("no <{name}>"))
}

/// How many tags have this name.
pub fn count(tags: &[Tag], name: &str) -> usize {
    tags.iter().filter(|t| t.name == name).count()
}

/// The tags from a start tag to its end tag.
pub fn inside(tags: &[Tag], start: impl Fn(&Tag) -> bool) -> &[Tag] {
    let from = tags.iter().position(start).expect("the tag is there");
    let end = format!("/{}", tags[from].name);
    let to = tags[from..].iter().position(|t| t.name == end);
    &tags[from..from + to.expect("the tag ends")]
}

/// The references that the templates write, as characters.
pub fn decode(text: &str) -> String {
    [
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// The words of a page as they are read, with single spaces.
pub fn words(html: &str) -> String {
    words_of(&tags(html))
}

/// The words after these tags, with single spaces.
pub fn words_of(tags: &[Tag]) -> String {
    let inline = ["b", "bdi", "small", "span", "a", "code", "button", "time"];
    let mut text = String::new();
    for tag in tags {
        if !inline.contains(&tag.name.trim_start_matches('/')) {
            text.push(' ');
        }
        text.push_str(&tag.text);
    }
    let words: Vec<_> = text.split_whitespace().collect();
    decode(&words.join(" "))
}
