//! An application proves that it is itself by signing: a JSON Web Token (RFC 7519) as client assertion (RFC 7523).
//!
//! Signed with RSA-PSS (`PS256`), as the Microsoft identity platform asks for it, or with ECDSA on P-256 (`ES256`), depending on the
//! key. The certificate is named by its thumbprint (`x5t#S256`, RFC 7515), so that the service knows which of several it is.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Duration, Utc};
use ring::{
    digest,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PSS_SHA256, RsaKeyPair},
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use serde_json::json;
use tierline_app::Secret;

/// What an assertion is called in a request (RFC 7523, 2.2).
pub(super) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How long an assertion holds.
const MINUTES: i64 = 5;

/// What is signed.
pub(super) struct Claims<'a> {
    /// The sign-in service's address of tokens: the assertion is worth nothing elsewhere.
    pub(super) audience: &'a str,
    /// The application's identifier.
    pub(super) application: &'a str,
    /// Chance: no two assertions are the same.
    pub(super) id: [u8; 16],
    /// Now.
    pub(super) now: DateTime<Utc>,
}

enum Signer {
    Rsa(Box<RsaKeyPair>),
    Ecdsa(Box<EcdsaKeyPair>),
}

impl Signer {
    fn read(key: &Secret) -> Result<Self, String> {
        let key = PrivateKeyDer::from_pem_slice(key.expose().as_bytes())
            .map_err(|_| "the private key is none in PEM: it begins with -----BEGIN PRIVATE KEY-----".to_owned())?;
        let rsa = match &key {
            PrivateKeyDer::Pkcs8(der) => RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(der) => RsaKeyPair::from_der(der.secret_pkcs1_der()),
            _ => return Err("the private key is of a kind that can't be used: take one in PKCS#8".to_owned()),
        };
        if let Ok(rsa) = rsa {
            return Ok(Self::Rsa(Box::new(rsa)));
        }
        let PrivateKeyDer::Pkcs8(der) = &key else { return Err(unusable()) };
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der.secret_pkcs8_der(), &SystemRandom::new())
            .map(|key| Self::Ecdsa(Box::new(key)))
            .map_err(|_| unusable())
    }

    const fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "PS256",
            Self::Ecdsa(_) => "ES256",
        }
    }

    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, String> {
        let failed = |_| "the private key can't sign".to_owned();
        let random = SystemRandom::new();
        match self {
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PSS_SHA256, &random, text, &mut signature).map_err(failed)?;
                Ok(signature)
            }
            Self::Ecdsa(key) => key.sign(&random, text).map(|signature| signature.as_ref().to_vec()).map_err(failed),
        }
    }
}

fn unusable() -> String {
    "the private key can't be used: take RSA with 2048 to 4096 bits, or ECDSA on P-256".to_owned()
}

/// Makes an assertion.
///
/// # Errors
/// What is wrong with the certificate or its key, in a sentence without anything of either.
pub(super) fn sign(claims: &Claims<'_>, certificate: &str, key: &Secret) -> Result<Secret, String> {
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes())
        .map_err(|_| "the certificate is none in PEM: it begins with -----BEGIN CERTIFICATE-----".to_owned())?;
    let signer = Signer::read(key)?;
    let thumbprint = digest::digest(&digest::SHA256, &certificate);
    let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(json!({
        "alg": signer.algorithm(), "typ": "JWT", "x5t#S256": URL_SAFE_NO_PAD.encode(thumbprint.as_ref()),
    }));
    let body = part(json!({
        "aud": claims.audience,
        "iss": claims.application,
        "sub": claims.application,
        "jti": URL_SAFE_NO_PAD.encode(claims.id),
        "nbf": claims.now.timestamp(),
        "iat": claims.now.timestamp(),
        "exp": (claims.now + Duration::minutes(MINUTES)).timestamp(),
    }));
    let text = format!("{header}.{body}");
    let signature = URL_SAFE_NO_PAD.encode(signer.sign(text.as_bytes())?);
    Ok(Secret::new(format!("{text}.{signature}")))
}

/// Whether a certificate and a key can be used.
///
/// # Errors
/// What is wrong, in a sentence without anything of either.
pub(super) fn check(certificate: &str, key: &Secret, now: DateTime<Utc>) -> Result<(), String> {
    sign(&Claims { audience: "", application: "", id: [0; 16], now }, certificate, key).map(drop)
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use ring::signature::{ECDSA_P256_SHA256_FIXED, KeyPair, UnparsedPublicKey};
    use serde_json::Value;

    use super::*;

    fn claims() -> Claims<'static> {
        let now = Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap();
        Claims { audience: "https://login.example/t/token", application: "desk-app", id: [7; 16], now }
    }

    fn decoded(part: &str) -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    }

    #[test]
    fn an_assertion_is_signed_names_its_certificate_and_holds_for_minutes() {
        let made = rcgen::generate_simple_self_signed(["desk.example".to_owned()]).unwrap();
        let key = Secret::new(made.signing_key.serialize_pem());
        let signed = sign(&claims(), &made.cert.pem(), &key).unwrap();
        let parts: Vec<&str> = signed.expose().split('.').collect();
        let [header, body, signature] = parts[..] else { panic!("three parts") };
        let thumbprint = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, made.cert.der()));
        assert_eq!(decoded(header), json!({ "alg": "ES256", "typ": "JWT", "x5t#S256": thumbprint }));
        let body_value = decoded(body);
        assert_eq!((&body_value["iss"], &body_value["sub"]), (&json!("desk-app"), &json!("desk-app")));
        assert_eq!(body_value["aud"], "https://login.example/t/token");
        assert_eq!(body_value["exp"].as_i64().unwrap() - body_value["nbf"].as_i64().unwrap(), 300);
        let pair = EcdsaKeyPair::from_pkcs8(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &made.signing_key.serialize_der(),
            &SystemRandom::new(),
        )
        .unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref())
            .verify(format!("{header}.{body}").as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap())
            .unwrap();
    }

    #[test]
    fn what_is_no_certificate_or_no_key_is_said_and_not_shown() {
        let made = rcgen::generate_simple_self_signed(["desk.example".to_owned()]).unwrap();
        let key = Secret::new(made.signing_key.serialize_pem());
        let told = check("kelp", &key, claims().now).unwrap_err();
        assert!(told.contains("-----BEGIN CERTIFICATE-----") && !told.contains("kelp"), "{told}");
        let told = check(&made.cert.pem(), &Secret::new("kelp".to_owned()), claims().now).unwrap_err();
        assert!(told.contains("-----BEGIN PRIVATE KEY-----") && !told.contains("kelp"), "{told}");
        check(&made.cert.pem(), &key, claims().now).unwrap();
    }
}
