//! A passkey made of software, and the browser that stands before it: signs what it is asked, or something else where a test
//! says so.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::account::factor::{PasskeyAnswer, PasskeyQuestion};

/// Where the desk of the tests is.
pub(super) const ORIGIN: &str = "https://desk.example";

/// A key with its person before it.
pub(super) struct SoftKey {
    pub(super) pair: EcdsaKeyPair,
    pub(super) id: Vec<u8>,
    /// Whose it is, as the desk named them.
    pub(super) handle: Vec<u8>,
    /// The name of the desk that the key signs for.
    pub(super) rp_id: &'static str,
    /// Where the browser says it is.
    pub(super) origin: &'static str,
    /// How often it was used; one that keeps no count says 0 for ever.
    pub(super) count: u32,
    /// Whether it looks at who opens it.
    pub(super) verifies: bool,
}

impl SoftKey {
    pub(super) fn new(number: u8) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
        let id = vec![number; 20];
        Self { pair, id, handle: Vec::new(), rp_id: "desk.example", origin: ORIGIN, count: 0, verifies: true }
    }

    /// How browsers name it.
    pub(super) fn name(&self) -> String {
        BASE64.encode(&self.id)
    }

    /// Answers the wish for a new key.
    pub(super) fn made(&mut self, question: &PasskeyQuestion) -> PasskeyAnswer {
        self.handle = BASE64.decode(question.options["user"]["id"].as_str().unwrap()).unwrap();
        let mut data = self.data(0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        // A COSE key: EC2, ES256, P-256, x and y (RFC 9053, section 7.1.1).
        let point = self.pair.public_key().as_ref();
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..]);
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let client = self.client("webauthn.create", &question.options);
        let response = json!({ "attestationObject": BASE64.encode(object), "clientDataJSON": BASE64.encode(client) });
        self.answer(question, response)
    }

    /// Answers a question.
    pub(super) fn opens(&mut self, question: &PasskeyQuestion) -> PasskeyAnswer {
        let (client, data) = (self.client("webauthn.get", &question.options), self.data(0));
        let signed: Vec<u8> = data.iter().copied().chain(Sha256::digest(&client)).collect();
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap();
        let response = json!({
            "authenticatorData": BASE64.encode(data),
            "clientDataJSON": BASE64.encode(client),
            "signature": BASE64.encode(signature.as_ref()),
            "userHandle": BASE64.encode(&self.handle),
        });
        self.answer(question, response)
    }

    fn answer(&self, question: &PasskeyQuestion, response: Value) -> PasskeyAnswer {
        let id = self.name();
        let credential = json!({ "id": id, "rawId": id, "type": "public-key", "response": response });
        let attempt = question.attempt.as_ref().map(|attempt| attempt.expose().to_owned()).unwrap_or_default();
        PasskeyAnswer { attempt, credential: credential.to_string() }
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    /// What the key says of itself: for which desk, that somebody is there, whether they were looked at, and the count.
    fn data(&self, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { 0x04 } else { 0 };
        let mut data = Sha256::digest(self.rp_id).to_vec();
        data.push(0x01 | verified | flags);
        data.extend(self.count.to_be_bytes());
        data
    }
}
