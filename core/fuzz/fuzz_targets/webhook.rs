#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| signbridge::fuzz::webhook(data));
