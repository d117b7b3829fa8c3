//! Text set in lines on A4 pages.

use std::fmt::Write as _;

use super::fonts::Fonts;

/// A4, in points.
pub(crate) const WIDTH: f32 = 595.0;
pub(crate) const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 64.0;
/// From one base line to the next, in sizes.
const LEADING: f32 = 1.4;

/// A paragraph, or a line across the page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    pub(crate) text: String,
    pub(crate) size: f32,
    pub(crate) bold: bool,
    /// Empty space before it, in points; left out at the top of a page.
    pub(crate) above: f32,
    rule: bool,
    break_before: bool,
}

impl Block {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), size: 11.0, bold: false, above: 5.0, rule: false, break_before: false }
    }

    pub(crate) fn small(text: impl Into<String>) -> Self {
        Self { size: 9.0, above: 1.0, ..Self::text(text) }
    }

    pub(crate) fn strong(text: impl Into<String>) -> Self {
        Self { bold: true, ..Self::text(text) }
    }

    /// Level 1 is the document's own title.
    pub(crate) fn heading(level: u8, text: impl Into<String>) -> Self {
        let size = match level {
            0 | 1 => 20.0,
            2 => 14.0,
            _ => 12.0,
        };
        Self { size, bold: true, above: size, ..Self::text(text) }
    }

    pub(crate) fn rule() -> Self {
        Self { rule: true, above: 10.0, ..Self::text("") }
    }

    pub(crate) fn on_new_page(self) -> Self {
        Self { break_before: true, ..self }
    }
}

/// The content streams of the pages that these blocks fill; one page at least.
pub(crate) fn pages(blocks: &[Block], fonts: &mut Fonts) -> Vec<Vec<u8>> {
    let mut setter = Setter { pages: vec![String::new()], y: HEIGHT - MARGIN };
    for block in blocks {
        setter.set(block, fonts);
    }
    setter.pages.into_iter().map(String::into_bytes).collect()
}

struct Setter {
    pages: Vec<String>,
    /// Where the next line's top is.
    y: f32,
}

impl Setter {
    fn set(&mut self, block: &Block, fonts: &mut Fonts) {
        let empty_page = self.page().is_empty();
        if block.break_before && !empty_page {
            self.turn();
        } else if !empty_page {
            self.y -= block.above;
        }
        if block.rule {
            let (y, right) = (self.y, WIDTH - MARGIN);
            writeln!(self.page(), "0.6 G 0.5 w {MARGIN} {y} m {right} {y} l S")
                .expect("a String takes any text");
            return;
        }
        let room = WIDTH - 2.0 * MARGIN;
        for paragraph in block.text.split('\n') {
            for line in wrapped(paragraph, room, |text| fonts.width(text, block.size, block.bold)) {
                let height = block.size * LEADING;
                if self.y - height < MARGIN {
                    self.turn();
                }
                self.y -= height;
                let y = self.y;
                let shown = fonts.show(&line, block.size, block.bold);
                if !shown.is_empty() {
                    writeln!(self.page(), "BT 1 0 0 1 {MARGIN} {y} Tm {shown} ET")
                        .expect("a String takes any text");
                }
            }
        }
    }

    fn page(&mut self) -> &mut String {
        self.pages.last_mut().expect("there is one page from the start")
    }

    fn turn(&mut self) {
        self.pages.push(String::new());
        self.y = HEIGHT - MARGIN;
    }
}

/// Lines no wider than `room`, broken at spaces, and within a word only when the word alone is wider.
fn wrapped(text: &str, room: f32, width: impl Fn(&str) -> f32) -> Vec<String> {
    let text = text.replace('\t', "    ");
    let text: String = text.chars().filter(|one| !one.is_control()).collect();
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_inclusive(' ') {
        if !line.is_empty() && width(&line) + width(word.trim_end()) > room {
            lines.push(std::mem::take(&mut line));
        }
        if width(word.trim_end()) <= room {
            line.push_str(word);
            continue;
        }
        for character in word.chars() {
            let mut buffer = [0; 4];
            if width(&line) + width(character.encode_utf8(&mut buffer)) > room {
                lines.push(std::mem::take(&mut line));
            }
            line.push(character);
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_within_words_that_are_too_long() {
        #[expect(clippy::cast_precision_loss, reason = "a handful of characters")]
        let width = |text: &str| text.chars().count() as f32;
        assert_eq!(wrapped("one two three", 7.0, width), ["one two ", "three"]);
        assert_eq!(wrapped("abcdefghij kl", 4.0, width), ["abcd", "efgh", "ij ", "kl"]);
        assert_eq!(wrapped("", 4.0, width), [""]);
    }
}
