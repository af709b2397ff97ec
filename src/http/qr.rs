//! A QR code as the path of an SVG: the picture is part of the page.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use qrcode::{Color, QrCode};

/// Light modules around the code that a camera needs (ISO/IEC 18004: four).
const QUIET: usize = 4;

/// A QR code.
#[derive(Clone, Debug, Default)]
pub struct Qr {
    /// Modules on a side, with the quiet zone.
    pub size: usize,
    /// The dark modules, as the `d` of a path.
    pub path: String,
}

impl Qr {
    /// The code of a text; an empty one if it is too long for any.
    pub fn new(text: &str) -> Self {
        let Ok(code) = QrCode::new(text.as_bytes()) else {
            return Self::default();
        };
        let (width, colors) = (code.width(), code.to_colors());
        let mut path = String::new();
        for (y, row) in colors.chunks(width).enumerate() {
            let mut x = 0;
            while x < width {
                let run = row[x..].iter().take_while(|c| **c == Color::Dark).count();
                if run > 0 {
                    // Writing to a text cannot fail.
                    let (x, y) = (x + QUIET, y + QUIET);
                    let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
                }
                x += run.max(1);
            }
        }
        Self {
            size: width + 2 * QUIET,
            path,
        }
    }
}

impl Qr {
    /// The code as a picture in an address, for `<img>`.
    pub fn data_url(&self) -> String {
        let Self { size, path } = self;
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path d=\"{path}\"/></svg>"
        );
        format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_finder_pattern_inside_the_quiet_zone() {
        let qr = Qr::new("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP");
        assert!(qr.path.starts_with("M4 4h7v1h-7z"), "{}", qr.path);
        assert_eq!((qr.size - 2 * QUIET) % 4, 1);
        assert_eq!(Qr::new(&"x".repeat(5000)).size, 0);
    }
}
