//! What is there at the start: an organization with a key for everything, and two templates.

use serde_json::{Value, json};

use super::KEY;
use super::document::Field;
use super::keys::{Key, Member, Organization};
use super::templates::Template;
use crate::clock::Time;
use crate::pdf::{self, Block};
use crate::world::World;

/// The organization that is there from the start.
pub(super) const ORGANIZATION: &str = "org_sandbox";

pub(crate) fn seed(world: &mut World) {
    add_organization(world, ORGANIZATION, "Sandbox ApS");
    world.insigner.keys.push(Key {
        value: KEY.to_owned(),
        organization: ORGANIZATION.to_owned(),
        scopes: vec!["*".to_owned()],
        revoked: false,
        expires: None,
    });
}

/// Adds an organization with an owner and the two templates.
pub(super) fn add_organization(world: &mut World, id: &str, name: &str) {
    let now = world.clock.now();
    let members = vec![
        member(world, "Maria Example", "maria@example.com", "owner", now),
        member(world, "Bo Example", "bo@example.com", "member", now),
    ];
    world.insigner.organizations.push(Organization {
        id: id.to_owned(),
        name: name.to_owned(),
        slug: crate::storage::slug(name),
        members,
        created: now,
    });
    // The templates of the first organization have fixed ids, so that a README can name them.
    let fixed = id == ORGANIZATION;
    let nda = template(world, id, fixed.then_some("tpl_nda"), "NDA", "Legal", &["Client"], now);
    let sale = template(
        world,
        id,
        fixed.then_some("tpl_sale"),
        "Sales agreement",
        "Sales",
        &["Buyer", "Seller"],
        now,
    );
    world.insigner.templates.extend([nda, sale]);
}

fn member(world: &mut World, name: &str, email: &str, role: &'static str, now: Time) -> Member {
    let id = format!("usr_{}", world.ids.token(16));
    Member { id, name: name.to_owned(), email: email.to_owned(), role, joined: now }
}

/// A one-page template with a signature field for each place.
pub(super) fn template(
    world: &mut World,
    organization: &str,
    id: Option<&str>,
    name: &str,
    category: &str,
    places: &[&str],
    now: Time,
) -> Template {
    let text = [Block::heading(1, name), Block::text("The parties agree to what this template says.")];
    let fields = places.iter().enumerate().map(|(at, label)| Field {
        id: format!("tf_{}", world.ids.token(16)),
        members: signature(at, label),
    });
    let fields = fields.collect();
    Template {
        id: id.map_or_else(|| format!("tpl_{}", world.ids.token(16)), ToOwned::to_owned),
        organization: organization.to_owned(),
        name: name.to_owned(),
        description: format!("{name} of the sandbox"),
        category: category.to_owned(),
        file_name: format!("{name}.pdf"),
        file: pdf::document(name, &text).into(),
        places: places.iter().map(|label| ("signer", (*label).to_owned())).collect(),
        fields,
        used: 0,
        created: now,
    }
}

fn signature(at: usize, label: &str) -> Value {
    json!({
        "type": "signature", "label": label, "page": 1, "x": 100, "y": 600 + 70 * at, "width": 200, "height": 60,
        "required": true, "readOnly": false, "assignedTo": at, "placeholder": null, "defaultValue": null,
        "options": null, "validation": null, "group": null, "format": null,
    })
}
