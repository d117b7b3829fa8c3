//! A step's arguments, as the generated dispatchers read them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use signbridge_scenarios::format::{Options, Step};

/// Arguments by wire names. `body` is the JSON body, `file_base64` the bytes of a file.
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

    /// The bytes of the file.
    pub(crate) fn file(&self) -> Vec<u8> {
        STANDARD.decode(self.read::<String>("file_base64")).expect("the scenario's file is base64")
    }
}

fn typed<T: DeserializeOwned>(name: &str, value: Option<&Value>) -> T {
    let value = value.cloned().unwrap_or_default();
    serde_json::from_value(value).unwrap_or_else(|error| panic!("the scenario's argument {name}: {error}"))
}
