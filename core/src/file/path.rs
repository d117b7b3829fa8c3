//! Files on a disk: looked at before they are sent, and written beside their place until they are whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;

/// Runs what may wait for a disk on a thread of its own.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|panic| Err(io::Error::other(panic)))
}

/// The path again, its first bytes, and how many there are in all.
pub(super) async fn inspect(path: PathBuf, head: usize) -> Result<(PathBuf, Bytes, u64), String> {
    blocking(move || {
        let file = File::open(&path)?;
        let about = file.metadata()?;
        if about.is_dir() {
            return Err(io::Error::other("it is a directory"));
        }
        if !about.is_file() {
            return Err(io::Error::other("it is no regular file; open it and give the stream instead"));
        }
        let mut start = Vec::with_capacity(head);
        file.take(head as u64).read_to_end(&mut start)?;
        Ok((path, Bytes::from(start), about.len()))
    })
    .await
    .map_err(|error| format!("cannot be read: {error}"))
}

/// A file that takes its place only when it is whole. Dropped before, it leaves nothing behind.
pub(super) struct Partial {
    file: Arc<File>,
    beside: PathBuf,
    place: PathBuf,
    is_in_place: bool,
}

impl Partial {
    /// Makes the file beside its place: what cannot be written there is found out before anything is sent.
    pub(super) async fn create(place: PathBuf) -> Result<Self, String> {
        blocking(move || {
            let name = place.file_name().ok_or_else(|| io::Error::other("it names no file"))?.to_owned();
            if place.is_dir() {
                return Err(io::Error::other("it is a directory"));
            }
            let folder = match place.parent() {
                Some(parent) if !parent.as_os_str().is_empty() => parent,
                _ => Path::new("."),
            };
            if !folder.is_dir() {
                return Err(io::Error::other("the directory that it is in does not exist"));
            }
            let mut hidden = std::ffi::OsString::from(".");
            hidden.push(name);
            hidden.push(format!(".{:08x}.part", rand::random::<u32>()));
            let beside = folder.join(hidden);
            let file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
            Ok(Self { file: Arc::new(file), beside, place, is_in_place: false })
        })
        .await
        .map_err(|error| format!("cannot be written: {error}"))
    }

    pub(super) fn write(&self, bytes: Bytes) -> impl Future<Output = Result<(), String>> + Send + use<> {
        let file = Arc::clone(&self.file);
        async move {
            let written = blocking(move || (&*file).write_all(&bytes)).await;
            written.map_err(|error| format!("cannot be written: {error}"))
        }
    }

    /// Throws away what was written.
    pub(super) async fn restart(&self) -> Result<(), String> {
        let file = Arc::clone(&self.file);
        let emptied = blocking(move || {
            file.set_len(0)?;
            (&*file).rewind()
        });
        emptied.await.map_err(|error| format!("cannot be written: {error}"))
    }

    /// Puts it in its place, safe from a power cut.
    pub(super) async fn finish(mut self) -> Result<(), String> {
        let finished = blocking(move || {
            self.file.sync_all()?;
            fs::rename(&self.beside, &self.place)?;
            self.is_in_place = true;
            #[cfg(unix)]
            if let Some(folder) = self.place.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                // The file is there; only whether it is after a crash hangs on this, and not every file system can.
                let _ = File::open(folder).and_then(|folder| folder.sync_all());
            }
            Ok(())
        });
        finished.await.map_err(|error| format!("cannot be written: {error}"))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.is_in_place {
            let _ = fs::remove_file(&self.beside);
        }
    }
}
