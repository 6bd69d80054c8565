//! A code of squares that a phone's camera reads (ISO/IEC 18004).

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

use crate::html::{Html, escaped};

/// Light squares around the code, as the standard wants them.
const BORDER: i32 = 4;

/// A text as a picture. Its colours do not follow the theme: what reads it wants dark on light. Empty for a text that is
/// longer than such a code holds.
pub(crate) fn svg(text: &str, label: &str) -> Html {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return Html::default() };
    let side = code.size() + 2 * BORDER;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            // Writing into a text cannot fail.
            let _ = write!(path, "M{},{}h1v1h-1z", x + BORDER, y + BORDER);
        }
    }
    Html(format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"{}\" shape-rendering=\"crispEdges\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path fill=\"#000\" d=\"{path}\"/></svg>",
        escaped(label)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_dark_on_light_with_a_border_and_says_what_it_is() {
        let Html(svg) = svg("otpauth://totp/x", "A \"code\"");
        assert!(svg.contains("aria-label=\"A &quot;code&quot;\"") || svg.contains("&#34;code&#34;"), "{svg}");
        // The corner of the first finder pattern stands behind the border.
        assert!(svg.contains("d=\"M4,4h1v1h-1z"), "{svg}");
        assert!(!svg.contains("M3,"));
    }

    #[test]
    fn a_text_that_no_code_holds_gives_no_picture() {
        assert_eq!(super::svg(&"x".repeat(5000), "x").0, "");
    }
}
