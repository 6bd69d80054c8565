//! What the desk knows of people and groups in the words of the contract, and how it says that: schemas, kinds of resources, and what
//! it can do (RFC 7643, 5 to 7). The same tables say how what is sent is read, filtered and changed.

use serde_json::{Value, json};

use super::BASE;

/// What an attribute holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// True or false.
    Flag,
    /// A whole number.
    Number,
    /// A time.
    Time,
    /// An address, or the path of another resource.
    Reference,
    /// Attributes of its own.
    Complex,
}

impl Kind {
    /// Its word in a schema.
    const fn word(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Flag => "boolean",
            Self::Number => "integer",
            Self::Time => "dateTime",
            Self::Reference => "reference",
            Self::Complex => "complex",
        }
    }
}

/// An attribute of a resource.
#[derive(Debug, Clone, Copy)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether there can be several of it.
    pub many: bool,
    /// Whether there must be one.
    pub required: bool,
    /// Whether the desk alone writes it.
    pub read_only: bool,
    /// Whether it stays what it was written as.
    pub immutable: bool,
    /// Whether no other resource has the same.
    pub unique: bool,
    /// Whether capital and small letters differ.
    pub case_exact: bool,
    /// What it says.
    pub about: &'static str,
    /// The words that it takes.
    pub words: &'static [&'static str],
    /// What it leads to.
    pub leads_to: &'static [&'static str],
    /// Its own attributes.
    pub parts: &'static [Self],
}

/// An attribute that may be there once, as a text that anybody writes: what others are made from.
const TEXT: Attribute = Attribute {
    name: "",
    kind: Kind::Text,
    many: false,
    required: false,
    read_only: false,
    immutable: false,
    unique: false,
    case_exact: false,
    about: "",
    words: &[],
    leads_to: &[],
    parts: &[],
};

const fn text(name: &'static str, about: &'static str) -> Attribute {
    Attribute { name, about, ..TEXT }
}

const fn told(name: &'static str, kind: Kind, about: &'static str) -> Attribute {
    Attribute { name, kind, about, read_only: true, case_exact: matches!(kind, Kind::Reference), ..TEXT }
}

const fn of(base: Attribute, parts: &'static [Attribute]) -> Attribute {
    Attribute { kind: Kind::Complex, parts, ..base }
}

const fn many(base: Attribute) -> Attribute {
    Attribute { many: true, ..base }
}

const fn required(base: Attribute) -> Attribute {
    Attribute { required: true, ..base }
}

/// What each resource has beside what its schema says (RFC 7643, 3.1).
pub(super) const COMMON: &[Attribute] = &[
    Attribute { case_exact: true, ..told("id", Kind::Text, "The desk's identifier.") },
    Attribute { case_exact: true, ..text("externalId", "The identity provider's identifier.") },
    of(
        told("meta", Kind::Complex, "What the desk says of the resource."),
        &[
            told("resourceType", Kind::Text, "What it is."),
            told("created", Kind::Time, "When it was first told."),
            told("lastModified", Kind::Time, "When something else was told last."),
            told("location", Kind::Reference, "Where it is."),
        ],
    ),
];

/// A kind of resource.
#[derive(Debug, Clone, Copy)]
pub struct Resource {
    /// Its name.
    pub name: &'static str,
    /// Where its resources are, below the contract's beginning.
    pub endpoint: &'static str,
    /// Its schema.
    pub schema: &'static str,
    /// What it is.
    pub about: &'static str,
    /// What its schema says it has.
    pub attributes: &'static [Attribute],
}

/// People.
pub const USER: Resource = Resource {
    name: "User",
    endpoint: "/Users",
    schema: "urn:ietf:params:scim:schemas:core:2.0:User",
    about: "A person of the organization.",
    attributes: &[
        required(Attribute {
            unique: true,
            ..text("userName", "What the person signs in by at the identity provider.")
        }),
        of(
            text("name", "The parts of the name."),
            &[
                text("formatted", "All of it, as it is written."),
                text("familyName", "Family name."),
                text("givenName", "Given name."),
            ],
        ),
        text("displayName", "The name that the desk shows."),
        required(many(of(
            text("emails", "Addresses of mail. Where none is sent, userName must be one."),
            &[
                required(text("value", "The address.")),
                Attribute { words: &["work", "home", "other"], ..text("type", "What it is for.") },
                Attribute { kind: Kind::Flag, ..text("primary", "Whether it comes before the others.") },
            ],
        ))),
        required(Attribute {
            kind: Kind::Flag,
            ..text("active", "Whether the person may be here. False ends sessions and tokens at once.")
        }),
    ],
};

/// Groups.
pub const GROUP: Resource = Resource {
    name: "Group",
    endpoint: "/Groups",
    schema: "urn:ietf:params:scim:schemas:core:2.0:Group",
    about: "A group of people. What they may here, a Global admin says on the desk.",
    attributes: &[
        required(Attribute { unique: true, ..text("displayName", "The group's name.") }),
        many(of(
            text("members", "Who is in it: people, no groups."),
            &[
                Attribute { immutable: true, case_exact: true, ..text("value", "The person's identifier here.") },
                Attribute {
                    immutable: true,
                    kind: Kind::Reference,
                    case_exact: true,
                    leads_to: &["User"],
                    ..text("$ref", "Where the person is.")
                },
                Attribute { immutable: true, words: &["User"], ..text("type", "What it is.") },
            ],
        )),
    ],
};

/// The kinds of resources that there are.
pub const RESOURCES: &[Resource] = &[USER, GROUP];

const SUPPORT: &[Attribute] = &[required(told("supported", Kind::Flag, "Whether it is."))];

/// The schemas of what describes the contract itself: their attributes are what such a description has.
const DESCRIPTIONS: &[(&str, &str, &str, &[Attribute])] = &[
    (
        "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig",
        "ServiceProviderConfig",
        "What the desk can do.",
        &[
            told("documentationUri", Kind::Reference, "Where it is described for people."),
            of(required(told("patch", Kind::Complex, "Changing parts of a resource.")), SUPPORT),
            of(
                required(told("bulk", Kind::Complex, "Several acts in one call.")),
                &[
                    required(told("supported", Kind::Flag, "Whether it is.")),
                    required(told("maxOperations", Kind::Number, "How many acts.")),
                    required(told("maxPayloadSize", Kind::Number, "How many bytes.")),
                ],
            ),
            of(
                required(told("filter", Kind::Complex, "Narrowing lists.")),
                &[
                    required(told("supported", Kind::Flag, "Whether it is.")),
                    required(told("maxResults", Kind::Number, "How many resources an answer has at the most.")),
                ],
            ),
            of(required(told("changePassword", Kind::Complex, "Changing passwords.")), SUPPORT),
            of(required(told("sort", Kind::Complex, "Sorting lists.")), SUPPORT),
            of(required(told("etag", Kind::Complex, "Versions of resources.")), SUPPORT),
            many(of(
                required(told("authenticationSchemes", Kind::Complex, "How a caller is known.")),
                &[
                    required(told("type", Kind::Text, "Which way it is.")),
                    required(told("name", Kind::Text, "Its name.")),
                    required(told("description", Kind::Text, "What it is.")),
                ],
            )),
        ],
    ),
    (
        "urn:ietf:params:scim:schemas:core:2.0:ResourceType",
        "ResourceType",
        "A kind of resources.",
        &[
            required(told("name", Kind::Text, "Its name.")),
            told("description", Kind::Text, "What it is."),
            required(told("endpoint", Kind::Reference, "Where its resources are.")),
            required(told("schema", Kind::Reference, "Its schema.")),
        ],
    ),
    (
        "urn:ietf:params:scim:schemas:core:2.0:Schema",
        "Schema",
        "What resources have.",
        &[
            required(told("name", Kind::Text, "Its name.")),
            told("description", Kind::Text, "What it is of."),
            many(of(
                required(told("attributes", Kind::Complex, "What there is.")),
                &[
                    required(told("name", Kind::Text, "Its name.")),
                    required(told("type", Kind::Text, "What it holds.")),
                    required(told("multiValued", Kind::Flag, "Whether there can be several.")),
                    told("description", Kind::Text, "What it says."),
                    required(told("required", Kind::Flag, "Whether there must be one.")),
                ],
            )),
        ],
    ),
];

impl Attribute {
    fn described(&self) -> Value {
        let mutability = match (self.read_only, self.immutable) {
            (true, _) => "readOnly",
            (_, true) => "immutable",
            _ => "readWrite",
        };
        let mut said = json!({
            "name": self.name,
            "type": self.kind.word(),
            "multiValued": self.many,
            "description": self.about,
            "required": self.required,
            "caseExact": self.case_exact,
            "mutability": mutability,
            "returned": "default",
            "uniqueness": if self.unique { "server" } else { "none" },
        });
        if !self.words.is_empty() {
            said["canonicalValues"] = json!(self.words);
        }
        if self.kind == Kind::Reference {
            said["referenceTypes"] = if self.leads_to.is_empty() { json!(["uri"]) } else { json!(self.leads_to) };
        }
        if !self.parts.is_empty() {
            said["subAttributes"] = self.parts.iter().map(Self::described).collect();
        }
        said
    }
}

fn located(what: &str, id: &str, public_url: &str, endpoint: &str) -> Value {
    json!({ "resourceType": what, "location": format!("{public_url}{BASE}{endpoint}/{id}") })
}

fn schema(public_url: &str, (id, name, about, attributes): (&str, &str, &str, &[Attribute])) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": id,
        "name": name,
        "description": about,
        "attributes": attributes.iter().map(Attribute::described).collect::<Vec<_>>(),
        "meta": located("Schema", id, public_url, "/Schemas"),
    })
}

/// All schemas.
#[must_use]
pub fn schemas(public_url: &str) -> Vec<Value> {
    let of = RESOURCES.iter().map(|one| (one.schema, one.name, one.about, one.attributes));
    of.chain(DESCRIPTIONS.iter().copied()).map(|one| schema(public_url, one)).collect()
}

/// The kinds of resources.
#[must_use]
pub fn resource_types(public_url: &str) -> Vec<Value> {
    let of = |one: &Resource| {
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
            "id": one.name,
            "name": one.name,
            "description": one.about,
            "endpoint": one.endpoint,
            "schema": one.schema,
            "meta": located("ResourceType", one.name, public_url, "/ResourceTypes"),
        })
    };
    RESOURCES.iter().map(of).collect()
}

/// What the desk can do (RFC 7643, 5).
#[must_use]
pub fn service_provider(public_url: &str) -> Value {
    let not = json!({ "supported": false });
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": super::PAGE_LINES },
        "changePassword": not,
        "sort": not,
        "etag": not,
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Token of the desk",
            "description": "A token that a Global admin made on the desk, in the header Authorization: Bearer.",
        }],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": format!("{public_url}{BASE}/ServiceProviderConfig"),
        },
    })
}
