//! What a loop watches, and what native threads write to so that it wakes.
//!
//! On Linux an eventfd, elsewhere a pair of sockets: the same, but a wake costs three microseconds more.

use std::io;
use std::os::fd::{AsRawFd, RawFd};

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(crate) use sockets::Watched;

#[cfg(any(target_os = "linux", target_os = "android"))]
pub(crate) use event::Watched;

#[cfg(any(target_os = "linux", target_os = "android"))]
mod event {
    use std::os::fd::OwnedFd;
    use std::sync::Arc;

    use rustix::event::{EventfdFlags, eventfd};

    use super::{AsRawFd, RawFd, io};

    /// A counter that is readable while it is not zero.
    pub(crate) struct Watched(Arc<OwnedFd>);

    impl Watched {
        /// With the function that makes it readable, from any thread.
        pub(crate) fn new() -> io::Result<(Self, impl Fn() + Send + Sync + 'static)> {
            let counter = Arc::new(eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC)?);
            let writer = Arc::clone(&counter);
            // A counter that is full means that the loop is already due to wake.
            let wake = move || {
                let _ = rustix::io::write(&*writer, &1_u64.to_ne_bytes());
            };
            Ok((Self(counter), wake))
        }

        /// Makes it unreadable.
        pub(crate) fn clear(&self) {
            let _ = rustix::io::read(&*self.0, &mut [0_u8; 8]);
        }
    }

    impl AsRawFd for Watched {
        fn as_raw_fd(&self) -> RawFd {
            self.0.as_raw_fd()
        }
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod sockets {
    use std::io::{Read, Write};
    use std::os::unix::net::UnixStream;

    use super::{AsRawFd, RawFd, io};

    /// The end of a pair that is read.
    pub(crate) struct Watched(UnixStream);

    impl Watched {
        /// With the function that makes it readable, from any thread.
        pub(crate) fn new() -> io::Result<(Self, impl Fn() + Send + Sync + 'static)> {
            let (reader, writer) = UnixStream::pair()?;
            reader.set_nonblocking(true)?;
            writer.set_nonblocking(true)?;
            // A full socket means that the loop is already due to wake; a closed one, that there is no loop.
            let wake = move || {
                let _ = (&writer).write(&[1]);
            };
            Ok((Self(reader), wake))
        }

        /// Makes it unreadable.
        pub(crate) fn clear(&self) {
            let mut bytes = [0; 64];
            while matches!((&self.0).read(&mut bytes), Ok(read) if read == bytes.len()) {}
        }
    }

    impl AsRawFd for Watched {
        fn as_raw_fd(&self) -> RawFd {
            self.0.as_raw_fd()
        }
    }
}
