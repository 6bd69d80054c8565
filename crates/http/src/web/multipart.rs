//! A form with a file.

use axum::extract::{
    FromRequest, Multipart, Request,
    multipart::{Field, MultipartError},
};
use tierline_app::Error;

use super::{
    fault::Fault,
    posted::{Knocked, Posted, Values, admit},
    visit::{Visit, Visitor},
};
use crate::kit::{
    body::{self, UPLOAD_LIMIT},
    csrf,
    state::AppState,
};

/// The largest text field beside the file, in bytes.
const TEXT_LIMIT: usize = 4096;

/// A file as it came.
#[derive(Debug, Clone, Default)]
pub(super) struct File {
    /// The name it came with.
    name: String,
    /// Its content; empty where no file was chosen.
    bytes: Vec<u8>,
    /// Whether it is larger than anything that is taken: it was not kept, and neither were the fields beside it.
    too_large: bool,
}

impl File {
    /// Its name and content.
    ///
    /// # Errors
    /// [`Error::TooLarge`] with this limit, in bytes.
    pub(super) fn within(self, limit: usize) -> Result<(String, Vec<u8>), Error> {
        if self.too_large || self.bytes.len() > limit {
            return Err(Error::TooLarge { limit });
        }
        Ok((self.name, self.bytes))
    }
}

/// A form with a file, of somebody who is signed in.
pub(super) struct Sent {
    pub(super) posted: Posted,
    pub(super) file: File,
}

impl FromRequest<AppState> for Sent {
    type Rejection = Fault;

    async fn from_request(mut request: Request, state: &AppState) -> Result<Self, Fault> {
        use axum::RequestExt;
        let path = request.uri().path().to_owned();
        let visitor = request.extract_parts_with_state::<Visitor, AppState>(state).await?;
        Knocked::require_from_here(&visitor)?;
        // Nobody who is not signed in makes the desk read a file.
        if visitor.signed.is_none() {
            return Err(Error::Unauthorized.into());
        }
        let Ok(request) = body::admit(request, UPLOAD_LIMIT).await else {
            // Nothing is done, so that the token of the form, which was not read, is not asked for: its page comes again.
            let visit = Visit::of(visitor).ok_or(Error::Unauthorized)?;
            let posted = Posted { ctx: visit.ctx.clone(), visit, values: Values::default() };
            return Ok(Self { posted, file: File { too_large: true, ..File::default() } });
        };
        let form = Multipart::from_request(request, state).await.map_err(|_| Fault::unreadable())?;
        let (mut values, file) = read(form).await?;
        // The file is part of what makes the same form the same deed.
        let digest: String = {
            use sha2::{Digest, Sha256};
            Sha256::digest(&file.bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
        };
        values.0.push(("file".to_owned(), format!("{} {digest}", file.name)));
        let mut posted = admit(visitor, values, &path)?;
        posted.values.0.retain(|(name, _)| name != "file" && name != csrf::FIELD);
        Ok(Self { posted, file })
    }
}

async fn read(mut form: Multipart) -> Result<(Values, File), Fault> {
    let (mut values, mut file) = (Values::default(), File::default());
    while let Some(field) = form.next_field().await.map_err(|error| broken(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            file.name = field.file_name().unwrap_or_default().to_owned();
            file.bytes = content(field, UPLOAD_LIMIT).await?;
        } else {
            let text = String::from_utf8(content(field, TEXT_LIMIT).await?).map_err(|_| Fault::unreadable())?;
            values.0.push((name, text));
        }
    }
    Ok((values, file))
}

async fn content(mut field: Field<'_>, limit: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|error| broken(&error))? {
        if bytes.len() + piece.len() > limit {
            return Err(too_large());
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

fn too_large() -> Fault {
    Error::TooLarge { limit: UPLOAD_LIMIT }.into()
}

fn broken(error: &MultipartError) -> Fault {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { Fault::unreadable() }
}
