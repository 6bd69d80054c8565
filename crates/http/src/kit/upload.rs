//! Files on their way in: `multipart/form-data` with one file, read piece by piece up to the limit.

use axum::{
    extract::{FromRequest, Multipart, Request, multipart::Field},
    http::{HeaderMap, Method, Uri},
};
use tierline_app::{App, Ctx, Error, case::FILE_LIMIT};
use tierline_domain::Visibility;
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type};

use super::{
    auth::Signed,
    body,
    call::describe_change,
    endpoint::{Doc, Input},
    idempotency,
    problem::{self, Problem},
    state::AppState,
    wire::Vocabulary,
};

/// Longest text field beside the file, in bytes.
const TEXT_LIMIT: usize = 1024;

/// A file that is given, with who gives it.
pub(crate) struct Upload {
    pub(crate) app: App,
    pub(crate) ctx: Ctx,
    pub(crate) file: GivenFile,
}

/// What a form with a file holds.
#[derive(Debug, Default)]
pub struct GivenFile {
    /// The name it came with.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Who may read it; none where nothing is said.
    pub visibility: Option<Visibility>,
    /// The token of a page's form.
    pub csrf: Option<String>,
}

impl FromRequest<AppState> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let signed = request.extensions().get::<Signed>().cloned().ok_or(Error::Unauthorized)?;
        let (method, uri, headers) = (request.method().clone(), request.uri().clone(), request.headers().clone());
        let file = read(request, state).await?;
        if file.csrf.is_some() {
            return Err(Error::field(super::csrf::FIELD, "unknown_field", "Send the token in a header.").into());
        }
        let ctx = with_key(signed.ctx, &headers, &method, &uri, &file)?;
        Ok(Self { app: state.app.clone(), ctx, file })
    }
}

fn with_key(ctx: Ctx, headers: &HeaderMap, method: &Method, uri: &Uri, file: &GivenFile) -> Result<Ctx, Problem> {
    let visibility = file.visibility.map_or("", Visibility::word);
    // Of what is given, not of the form's bytes: its boundary is another each time.
    let content: [&[u8]; 3] = [file.name.as_bytes(), visibility.as_bytes(), &file.bytes];
    Ok(Ctx { idempotency: idempotency::read(headers, method, uri, &content)?, ..ctx })
}

/// Reads a form with one file.
///
/// # Errors
/// It is no such form, has other fields or several files, or the file is too large.
pub async fn read(request: Request, state: &AppState) -> Result<GivenFile, Problem> {
    let request = body::admit(request, body::UPLOAD_LIMIT).await?;
    if body::media_type(request.headers()).as_deref() != Some("multipart/form-data") {
        return Err(Problem::new(&problem::MEDIA_TYPE, "Send multipart/form-data with a part named file."));
    }
    let mut form = Multipart::from_request(request, state).await.map_err(|_| unreadable())?;
    let mut given = GivenFile::default();
    let mut files = 0;
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "file" => {
                files += 1;
                given.name = field.file_name().unwrap_or_default().to_owned();
                given.bytes = content(field, FILE_LIMIT).await?;
            }
            "visibility" => given.visibility = Some(visibility(&text(field).await?)?),
            super::csrf::FIELD => given.csrf = Some(text(field).await?),
            _ => return Err(unknown(&name)),
        }
    }
    match files {
        1 => Ok(given),
        0 => Err(Error::field("file", "missing", "Send the file in a part named file.").into()),
        _ => Err(Error::field("file", "repeated", "Send one file at a time.").into()),
    }
}

async fn content(mut field: Field<'_>, limit: usize) -> Result<Vec<u8>, Problem> {
    let (mut bytes, mut fits) = (Vec::new(), true);
    while let Some(piece) = field.chunk().await.map_err(broken)? {
        fits = fits && bytes.len() + piece.len() <= limit;
        // What is too much is read to its end all the same: who is still sending does not hear an answer.
        if fits {
            bytes.extend_from_slice(&piece);
        }
    }
    if fits { Ok(bytes) } else { Err(Error::TooLarge { limit }.into()) }
}

async fn text(field: Field<'_>) -> Result<String, Problem> {
    let bytes = content(field, TEXT_LIMIT).await?;
    String::from_utf8(bytes).map_err(|_| unreadable())
}

fn visibility(text: &str) -> Result<Visibility, Problem> {
    Visibility::from_word(text).ok_or_else(|| {
        let message = format!("Take one of: {}.", Visibility::words().join(", "));
        Error::field("visibility", "unknown_value", message).into()
    })
}

fn unknown(name: &str) -> Problem {
    let name: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
    Error::field(name, "unknown_field", "There is no such field here. These there are: file, visibility.").into()
}

fn unreadable() -> Problem {
    Problem::unreadable("form", "This is not multipart/form-data that can be read.")
}

/// The one thing that a reader of forms says beyond "unreadable" is that the whole is too large.
fn broken(error: axum::extract::multipart::MultipartError) -> Problem {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return Error::TooLarge { limit: body::UPLOAD_LIMIT }.into();
    }
    unreadable()
}

impl Input for Upload {
    fn describe(doc: &mut Doc) {
        let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
        let words = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(Visibility::words()));
        let form = ObjectBuilder::new()
            .property("file", ObjectBuilder::new().schema_type(Type::String).format(Some(binary)))
            .property("visibility", words)
            .required("file")
            .additional_properties(Some(utoipa::openapi::schema::AdditionalProperties::<Schema>::FreeForm(false)));
        let form: RefOr<Schema> = form.into();
        doc.body(&["multipart/form-data"], true, &form);
        describe_change(doc);
    }
}
