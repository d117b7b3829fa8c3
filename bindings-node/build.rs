//! Links the add-on the way Node loads it: Node's own symbols are resolved when it is opened.

fn main() {
    napi_build::setup();
}
