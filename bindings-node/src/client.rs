//! A client of the core, as a JavaScript object.

#![expect(clippy::needless_pass_by_value, reason = "napi hands arguments over by value")]

use napi::bindgen_prelude::{Either, Either3, Null};
use napi_derive::napi;
use signbridge::{Client, Error, bridge};

/// An open client. Views of it share its connections.
#[napi]
pub struct NativeClient {
    pub(crate) inner: Client,
}

/// A client, or the error record (JSON) that says why there is none.
type Opened = Either<NativeClient, String>;

#[napi]
impl NativeClient {
    /// Opens a client from the configuration, a JSON document.
    #[napi(catch_unwind)]
    pub fn open(config: String) -> Opened {
        opened(bridge::open(config.as_bytes()))
    }

    /// The same client for another tenant.
    #[napi(catch_unwind)]
    pub fn with_tenant(&self, tenant: String) -> Opened {
        opened(self.inner.with_tenant(&tenant))
    }

    /// The same client with other timeouts and retries, a JSON document.
    #[napi(catch_unwind)]
    pub fn with_options(&self, options: String) -> Opened {
        opened(self.inner.with_options_json(options.as_bytes()))
    }

    /// The parameters of the page after the one with this body; null after the last; an error record as a string.
    #[napi(catch_unwind)]
    pub fn next_page(
        &self,
        operation: u32,
        params: Vec<String>,
        body: String,
    ) -> Either3<Vec<String>, Null, String> {
        match bridge::next_page(&self.inner, operation, &params, body.as_bytes()) {
            Ok(Some(next)) => Either3::A(next),
            Ok(None) => Either3::B(Null),
            Err(error) => Either3::C(record(&error)),
        }
    }

    /// What may be shown of it: no secrets.
    #[napi(catch_unwind)]
    pub fn describe(&self) -> String {
        self.inner.describe()
    }

    /// Closes its idle connections and refuses new calls.
    #[napi(catch_unwind)]
    pub fn close(&self) {
        self.inner.close();
    }
}

fn opened(result: Result<Client, Error>) -> Opened {
    match result {
        Ok(inner) => Either::A(NativeClient { inner }),
        Err(error) => Either::B(record(&error)),
    }
}

/// The error record.
pub(crate) fn record(error: &Error) -> String {
    String::from_utf8(error.to_json()).expect("an error record is JSON, and JSON is UTF-8")
}
