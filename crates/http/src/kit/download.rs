//! Files on their way out: always saved, never shown on the desk's own address.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use utoipa::openapi::{Content, KnownFormat, ObjectBuilder, ResponseBuilder, Schema, SchemaFormat, Type};

use super::endpoint::{Doc, Output};

/// A file to be saved. Threats 5 and 6: whatever it is and claims to be, no browser runs it here.
pub struct Download {
    /// Its name, as its sender wrote it.
    pub name: String,
    /// Its type.
    pub media_type: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        saved(&self.name, &self.media_type, Body::from(self.bytes))
    }
}

/// An answer that is saved under this name, whatever it is.
pub(crate) fn saved(name: &str, media_type: &str, body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    let octets = HeaderValue::from_static("application/octet-stream");
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(media_type).unwrap_or(octets));
    headers.insert(header::CONTENT_DISPOSITION, disposition(name));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    response
}

impl Output for Download {
    fn describe(doc: &mut Doc) {
        let format = SchemaFormat::KnownFormat(KnownFormat::Binary);
        let bytes = Schema::Object(ObjectBuilder::new().schema_type(Type::String).format(Some(format)).build());
        let response =
            ResponseBuilder::new().description("The file, to be saved.").content("*/*", Content::new(Some(bytes)));
        doc.answer(200, response.build());
    }
}

/// `Content-Disposition` with the name twice (RFC 6266): in ASCII for old readers, and whole in UTF-8 (RFC 8187).
fn disposition(name: &str) -> HeaderValue {
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let mut whole = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            whole.push_str(&format!("%{byte:02X}"));
        }
    }
    let text = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

/// Characters that every reader takes for themselves within quotation marks. `%` is not: some decode it.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '.' | '_' | '(' | ')' | '+' | '=' | '@' | ',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, media_type: &str) -> Response {
        Download { name: name.into(), media_type: media_type.into(), bytes: b"<script>".to_vec() }.into_response()
    }

    /// Threats 5 and 6: files that run where they are opened.
    #[test]
    fn a_file_is_saved_and_never_shown() {
        let response = file("page.html", "text/html");
        let header = |name| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
        assert!(header(header::CONTENT_DISPOSITION).starts_with("attachment;"));
        assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(header(header::CONTENT_SECURITY_POLICY), "sandbox; default-src 'none'");
    }

    /// Threat 18: a name that adds headers of its own.
    #[test]
    fn a_name_cannot_leave_its_header() {
        let given = disposition("a\"; filename=\"b.exe\r\nSet-Cookie: x=1");
        assert_eq!(
            given,
            "attachment; filename=\"a__ filename=_b.exe__Set-Cookie_ x=1\"; filename*=UTF-8''a%22%3B%20filename%3D%22b.exe%0D%0ASet-Cookie%3A%20x%3D1"
        );
    }

    #[test]
    fn a_name_in_another_script_comes_whole() {
        assert_eq!(
            disposition("отчёт 1.pdf"),
            "attachment; filename=\"_____ 1.pdf\"; filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82%201.pdf"
        );
    }

    #[test]
    fn a_type_that_is_no_header_is_just_bytes() {
        assert_eq!(
            file("a", "text/html\r\nx: y").headers().get(header::CONTENT_TYPE).unwrap(),
            "application/octet-stream"
        );
    }
}
