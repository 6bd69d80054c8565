//! Several files in one, for a portal that takes them one upload at a time.

use std::{
    collections::BTreeSet,
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    body::{Body, Bytes},
    response::{IntoResponse, Response},
};
use chrono::{Datelike, Timelike};
use futures::{Stream, stream};
use tierline_app::{App, Ctx, Error, received, request};
use tierline_domain::{Attachment, AttachmentId, RequestId};
use zip::{ZipWriter, write::SimpleFileOptions, write::StreamWriter};

use super::{
    download::{Download, saved},
    endpoint::{Doc, Output},
};

/// The type of an archive; it is packed already, so that nothing around it packs it again.
pub(crate) const MEDIA_TYPE: &str = "application/zip";

/// A ZIP archive that is made while it is sent: one file at a time is in memory.
pub(crate) struct Archive {
    name: String,
    body: Body,
}

impl Archive {
    /// All files of a request that was sent or prepared.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`].
    pub(crate) async fn of_request(app: App, ctx: Ctx, id: RequestId) -> Result<Self, Error> {
        let number = request::view(&app, &ctx, id).await?.request.number;
        let files = request::attachment_list(&app, &ctx, id).await?;
        Ok(Self::of(number, files, move |file| {
            let (app, ctx) = (app.clone(), ctx.clone());
            async move { Ok(request::attachment_read(&app, &ctx, id, file).await?.1) }
        }))
    }

    /// All files of a request that was received.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Forbidden`].
    pub(crate) async fn of_received(app: App, ctx: Ctx, id: RequestId) -> Result<Self, Error> {
        let number = received::view(&app, &ctx, id).await?.request.number;
        let files = received::attachment_list(&app, &ctx, id).await?;
        Ok(Self::of(number, files, move |file| {
            let (app, ctx) = (app.clone(), ctx.clone());
            async move { Ok(received::attachment_read(&app, &ctx, id, file).await?.1) }
        }))
    }

    /// An archive of these files, named after a number; `read` gets the bytes of each when its turn comes. Where that fails the
    /// transfer breaks off, so that nobody takes a part for the whole.
    fn of<R, F>(number: String, files: Vec<Attachment>, read: R) -> Self
    where
        R: Fn(AttachmentId) -> F + Send + 'static,
        F: Future<Output = Result<Vec<u8>, Error>> + Send + 'static,
    {
        let names = distinct(files.iter().map(|file| file.name.as_str()));
        let named = names.into_iter().zip(files).collect();
        Self { name: format!("{number}.zip"), body: Body::from_stream(packed(named, read)) }
    }
}

impl IntoResponse for Archive {
    fn into_response(self) -> Response {
        saved(&self.name, MEDIA_TYPE, self.body)
    }
}

impl Output for Archive {
    fn describe(doc: &mut Doc) {
        Download::describe(doc);
    }
}

/// Names that differ, however a system compares them. Threat 52: none leads out of the folder that somebody unpacks them into.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let choose = |name: &str| {
        let name = name.replace(['/', '\\', ':'], "_");
        let name = name.trim_start_matches('.');
        let (stem, ending) =
            name.rsplit_once('.').map_or((name, String::new()), |(stem, end)| (stem, format!(".{end}")));
        let mut chosen = format!("{stem}{ending}");
        let mut number = 1;
        while !taken.insert(chosen.to_lowercase()) {
            number += 1;
            chosen = format!("{stem} ({number}){ending}");
        }
        chosen
    };
    names.map(choose).collect()
}

/// What was written and not sent yet.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    fn take(&self) -> Bytes {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Zip = ZipWriter<StreamWriter<Written>>;

/// The archive in pieces, one for each file and one for its end.
fn packed<R, F>(files: Vec<(String, Attachment)>, read: R) -> impl Stream<Item = io::Result<Bytes>>
where
    R: Fn(AttachmentId) -> F + Send + 'static,
    F: Future<Output = Result<Vec<u8>, Error>> + Send + 'static,
{
    let written = Written::default();
    let begun = Some((ZipWriter::new_stream(written.clone()), files.into_iter(), read));
    stream::try_unfold(begun, move |state| {
        let written = written.clone();
        async move {
            let Some((zip, mut files, read)) = state else { return Ok(None) };
            let Some((name, file)) = files.next() else {
                zip.finish().map_err(io::Error::other)?;
                return Ok(Some((written.take(), None)));
            };
            let bytes = read(file.id).await.map_err(io::Error::other)?;
            // Packing is work for a processor: it keeps no other request waiting.
            let zip = tokio::task::spawn_blocking(move || pack(zip, name, &file, &bytes)).await??;
            Ok(Some((written.take(), Some((zip, files, read)))))
        }
    })
}

fn pack(mut zip: Zip, name: String, file: &Attachment, bytes: &[u8]) -> io::Result<Zip> {
    let at = file.at;
    let part = |number: u32| u8::try_from(number).unwrap_or_default();
    let time = zip::DateTime::from_date_and_time(
        u16::try_from(at.year()).unwrap_or_default(),
        part(at.month()),
        part(at.day()),
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    );
    let options = SimpleFileOptions::default().last_modified_time(time.unwrap_or_default());
    zip.start_file(name, options).map_err(io::Error::other)?;
    zip.write_all(bytes)?;
    Ok(zip)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Threat 52: a name that leads elsewhere where the archive is unpacked.
    #[test]
    fn names_differ_and_lead_nowhere() {
        let given = ["trace.log", "Trace.log", "../../etc/passwd", "a\\b.txt", ".profile", "trace.log", "trace"];
        assert_eq!(
            distinct(given.into_iter()),
            ["trace.log", "Trace (2).log", "_.._etc_passwd", "a_b.txt", "profile", "trace (3).log", "trace"]
        );
    }
}
