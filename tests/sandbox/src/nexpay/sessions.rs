//! Login, signup and the assistant: known by name only, so all of this is made up.

use serde::Serialize;
use serde_json::json;

use super::input::Input;
use super::people::User;
use super::refusal::Refusal;
use super::{created, ok};
use crate::server::{Answer, Request};
use crate::world::World;

pub(super) fn login(world: &mut World, request: &Request) -> Result<Answer, Refusal> {
    let mut input = Input::read(request)?;
    let (email, password) = (input.needed_email("email"), input.needed_text("password"));
    input.finish()?;
    let known = |user: &&User| user.email.eq_ignore_ascii_case(&email) && user.password == password;
    world.nexpay.users.iter().find(known).ok_or(Refusal::Unauthorized)?;
    let token = world.ids.token(40);
    ok(&json!({"accessToken": token}))
}

pub(super) fn signup(world: &mut World, request: &Request) -> Result<Answer, Refusal> {
    let mut input = Input::read(request)?;
    let user = User {
        id: world.nexpay.next_id(),
        email: input.needed_email("email"),
        password: input.needed_text("password"),
        first_name: input.text("firstName").unwrap_or_default(),
        last_name: input.text("lastName").unwrap_or_default(),
    };
    input.finish()?;
    if world.nexpay.users.iter().any(|other| other.email.eq_ignore_ascii_case(&user.email)) {
        return Err(Refusal::Conflict("A user with this email already exists".to_owned()));
    }
    world.nexpay.users.push(user.clone());
    created(world, &user)
}

/// A conversation with the assistant.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Chat {
    conversation_id: String,
    messages: Vec<Line>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    role: &'static str,
    text: String,
    created_at: String,
}

pub(super) fn ask(world: &mut World, request: &Request) -> Result<Answer, Refusal> {
    let mut input = Input::read(request)?;
    let (text, conversation) = (input.needed_text("message"), input.text("conversationId"));
    input.finish()?;
    let now = world.clock.now().iso();
    let answer = format!("You asked: {text} The sandbox does not know more.");
    let lines = [("user", text), ("assistant", answer)];
    let lines = lines.map(|(role, text)| Line { role, text, created_at: now.clone() });
    let chats = &mut world.nexpay.chats;
    let chat = match &conversation {
        Some(id) => chats.iter_mut().find(|chat| chat.conversation_id == *id),
        None => {
            let conversation_id = format!("c-{}", world.ids.token(8));
            chats.push(Chat { conversation_id, messages: Vec::new() });
            chats.last_mut()
        }
    };
    let chat = chat.ok_or_else(|| Refusal::not_found("Conversation"))?;
    chat.messages.extend(lines);
    let chat = chat.clone();
    created(world, &chat)
}

pub(super) fn get(world: &World, id: &str) -> Result<Answer, Refusal> {
    let chat = world.nexpay.chats.iter().find(|chat| chat.conversation_id == id);
    ok(chat.ok_or_else(|| Refusal::not_found("Conversation"))?)
}
