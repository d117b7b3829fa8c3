//! A connection whose end is seen, and which can be reset instead of closed.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::Shared;
use crate::observe::Listener;

/// What a request knows of the connection it came on.
#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) id: u64,
    pub(crate) listener: Listener,
    reset: AtomicBool,
}

impl Line {
    /// Makes the end of this connection a TCP reset.
    pub(crate) fn reset_on_close(&self) {
        self.reset.store(true, Ordering::Relaxed);
    }
}

pub(crate) struct Socket {
    stream: TcpStream,
    shared: Arc<Shared>,
    line: Arc<Line>,
}

impl Socket {
    pub(crate) fn new(stream: TcpStream, shared: Arc<Shared>, listener: Listener) -> Self {
        // Answers are small and written at once; waiting to fill a packet would only add latency.
        let _ = stream.set_nodelay(true);
        let id = shared.observer.connected(listener);
        Self { stream, shared, line: Arc::new(Line { id, listener, reset: AtomicBool::new(false) }) }
    }

    pub(crate) fn line(&self) -> Arc<Line> {
        self.line.clone()
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.line.reset.load(Ordering::Relaxed) {
            // With a zero linger the close that follows sends RST and drops what was not sent.
            let _ = self.stream.set_zero_linger();
        }
        self.shared.observer.disconnected(self.line.id);
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.line.reset.load(Ordering::Relaxed) {
            // A shutdown would send FIN first, and the client would see a plain close.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
