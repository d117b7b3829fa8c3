//! A step's arguments, as the generated dispatchers read them.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures_util::stream;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use signbridge::{InlineFile, Source};
use signbridge_scenarios::format::{Options, Step};

/// Arguments by wire names. `body` is the JSON body, `file` a file, and `file_base64` one that is given as bytes.
pub(crate) struct Arguments<'a> {
    args: &'a Map<String, Value>,
    /// The options of this call.
    pub(crate) options: Option<&'a Options>,
    /// How many items to iterate over; none for one page.
    pub(crate) iterate: Option<usize>,
}

impl<'a> Arguments<'a> {
    pub(crate) fn new(step: &'a Step) -> Self {
        let iterate = step.iterate.as_ref().map(|iterate| iterate.max_items.unwrap_or(usize::MAX));
        Self { args: &step.args, options: step.options.as_ref(), iterate }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.args.contains_key(name)
    }

    /// An argument of this type.
    pub(crate) fn read<T: DeserializeOwned>(&self, name: &str) -> T {
        typed(name, self.args.get(name))
    }

    /// The JSON body as its model.
    pub(crate) fn body<T: DeserializeOwned>(&self) -> T {
        self.read("body")
    }

    /// A member of a JSON body whose members are arguments.
    pub(crate) fn member<T: DeserializeOwned>(&self, name: &str) -> T {
        typed(name, self.args.get("body").and_then(|body| body.get(name)))
    }

    /// The file.
    pub(crate) fn file(&self) -> Source {
        match self.args.get("file") {
            Some(file) => source(file),
            None => bytes(&self.args["file_base64"]).into(),
        }
    }
}

fn typed<T: DeserializeOwned>(name: &str, value: Option<&Value>) -> T {
    let mut value = value.cloned().unwrap_or_default();
    let mut files = Vec::new();
    take_files(&mut value, &mut files);
    let read = InlineFile::beside(files, || serde_json::from_value(value));
    read.unwrap_or_else(|error| panic!("the scenario's argument {name}: {error}"))
}

/// Takes each `{$file, as}` out, and leaves what stands for it.
fn take_files(value: &mut Value, files: &mut Vec<InlineFile>) {
    if value.get("$file").is_some() {
        files.push(source(value).into());
        *value = format!("\0file:{}", files.len() - 1).into();
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| take_files(item, files)),
        Value::Object(members) => members.values_mut().for_each(|member| take_files(member, files)),
        _ => {}
    }
}

fn source(file: &Value) -> Source {
    let bytes = bytes(&file["$file"]);
    let length = bytes.len() as u64;
    let stream = |bytes, length| Source::stream(stream::iter([Ok::<Bytes, String>(bytes)]), length);
    match file["as"].as_str().expect("a file is given as something") {
        "bytes" => bytes.into(),
        "path" => {
            static NUMBER: AtomicUsize = AtomicUsize::new(0);
            let name = format!("file-{}.pdf", NUMBER.fetch_add(1, Ordering::Relaxed));
            let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            std::fs::write(&path, bytes).expect("a temporary file can be written");
            path.into()
        }
        "stream" => stream(bytes, None),
        "measured_stream" => stream(bytes, Some(length)),
        other => panic!("a file is not given as {other}"),
    }
}

fn bytes(base64: &Value) -> Bytes {
    let base64 = base64.as_str().expect("a file's content is a text");
    STANDARD.decode(base64).expect("the scenario's file is base64").into()
}
