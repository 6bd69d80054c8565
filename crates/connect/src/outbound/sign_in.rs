//! How a connection signs in: from its settings and secrets to the header or the login that its requests carry.

use chrono::{DateTime, Utc};
use reqwest::Url;
use tierline_app::{Opened, Secret};
use tierline_domain::{ConnectionSettings, SecretField, SignIn, usual_authority};

use super::{
    assertion,
    token::{Login, Proof},
};

/// What a request through a connection carries.
#[derive(Debug)]
pub(super) enum Way {
    /// Nothing.
    Nobody,
    /// A token that the other end gave.
    Token(Secret),
    /// A token that a sign-in service gives.
    Login(Box<Login>),
}

/// Whether a certificate and its private key can be used to sign in.
///
/// # Errors
/// What is wrong, in a sentence without anything of either.
pub fn check_certificate(certificate: &str, key: &Secret, now: DateTime<Utc>) -> Result<(), String> {
    assertion::check(certificate, key, now)
}

/// Refuses an address that is not below the connection's own: what lets us in there is worth nothing to others, and is shown to
/// nobody else. An answer's links (`href`, `Location`, the next page) are addresses from outside.
pub(super) fn at_home(connection: &Opened, url: &Url) -> Result<(), String> {
    let home = Url::parse(&connection.connection.address).map_err(|_| "the connection's address is none".to_owned())?;
    if home.origin() == url.origin() {
        return Ok(());
    }
    Err(format!("an address of {} is not one of the connection {}", super::host(url), connection.connection.name))
}

/// How a connection signs in. `tenant` is one in place of the partner's own, `authority` the operator's sign-in service.
pub(super) fn way(connection: &Opened, tenant: Option<&str>, authority: Option<&str>) -> Result<Way, String> {
    let settings = &connection.connection.settings;
    match settings.sign_in {
        SignIn::Nobody => Ok(Way::Nobody),
        SignIn::Token => secret(connection, SecretField::Token).map(Way::Token),
        SignIn::ClientSecret => {
            let proof = Proof::Secret(secret(connection, SecretField::ClientSecret)?);
            login(connection, settings, tenant, authority, proof).map(|login| Way::Login(Box::new(login)))
        }
        SignIn::Certificate => {
            let certificate = settings.certificate.clone().ok_or_else(|| missing(connection, "certificate"))?;
            let proof = Proof::Certificate { certificate, key: secret(connection, SecretField::PrivateKey)? };
            login(connection, settings, tenant, authority, proof).map(|login| Way::Login(Box::new(login)))
        }
        SignIn::Person => {
            let proof = Proof::Consent {
                secret: secret(connection, SecretField::ClientSecret)?,
                refresh: secret(connection, SecretField::RefreshToken)?,
                owner: connection.connection.owner,
                connection: connection.connection.id,
            };
            login(connection, settings, tenant, authority, proof).map(|login| Way::Login(Box::new(login)))
        }
        SignIn::Password => Err(format!(
            "the connection {} signs in in a way that is not for requests over HTTP",
            connection.connection.name
        )),
    }
}

/// How the application of a connection that acts for a person signs in by itself, to redeem a consent.
pub(super) fn for_person(connection: &Opened, authority: Option<&str>) -> Result<Login, String> {
    let proof = Proof::Secret(secret(connection, SecretField::ClientSecret)?);
    login(connection, &connection.connection.settings, None, authority, proof)
}

fn missing(connection: &Opened, what: &str) -> String {
    format!(
        "the connection {} has no {what}: a Global admin can add it on the page of connections",
        connection.connection.name
    )
}

fn secret(connection: &Opened, field: SecretField) -> Result<Secret, String> {
    connection.secrets.get(&field).cloned().ok_or_else(|| missing(connection, &field.word().replace('_', " ")))
}

/// A login at the sign-in service. One with tenants is known by the tenant; an address of tokens is taken as it is.
fn login(
    connection: &Opened,
    settings: &ConnectionSettings,
    tenant: Option<&str>,
    authority: Option<&str>,
    proof: Proof,
) -> Result<Login, String> {
    let application = settings.client_id.clone().ok_or_else(|| missing(connection, "application's identifier"))?;
    let tenant = tenant.map(str::to_owned).or_else(|| settings.tenant.clone());
    let address = match (&tenant, &settings.authority) {
        (Some(tenant), said) => {
            let usual = usual_authority(connection.connection.owner.cloud);
            Login::address_of(said.as_deref().or(authority).unwrap_or(usual), tenant)
        }
        (None, Some(whole)) => whole.clone(),
        (None, None) => return Err(missing(connection, "tenant, and no address where tokens are given")),
    };
    // Of the Microsoft identity platform a token is asked for the host it is for; others are told what somebody set up.
    let scope = settings.scope.clone().or_else(|| {
        tenant
            .as_ref()
            .and_then(|_| Url::parse(&connection.connection.address).ok())
            .map(|base| format!("{}/.default", base.origin().ascii_serialization()))
    });
    // Without this word the service gives nothing to renew the consent with.
    let renews =
        |scope: String| if scope.contains("offline_access") { scope } else { format!("{scope} offline_access") };
    let scope = if matches!(proof, Proof::Consent { .. }) { scope.map(renews) } else { scope };
    Ok(Login { address, tenant, application, proof, scope })
}

#[cfg(test)]
mod tests {
    use tierline_app::Secrets;
    use tierline_domain::{Cloud, ConnectionKind};

    use super::*;
    use crate::test_connection::connection;

    fn opened(settings: ConnectionSettings, secrets: &[(SecretField, &str)]) -> Opened {
        let mut connection = connection(ConnectionKind::TroubleTicket, "https://desk.example/tmf", settings);
        connection.owner.cloud = Cloud::UsGovernment;
        let secrets = secrets.iter().map(|(field, text)| (*field, Secret::new((*text).to_owned())));
        Opened { connection, secrets: secrets.collect::<Secrets>() }
    }

    fn application(client_id: Option<&str>, tenant: Option<&str>, authority: Option<&str>) -> ConnectionSettings {
        let text = |text: Option<&str>| text.map(str::to_owned);
        ConnectionSettings {
            client_id: text(client_id),
            tenant: text(tenant),
            authority: text(authority),
            ..ConnectionSettings::of(SignIn::ClientSecret)
        }
    }

    fn login_of(settings: ConnectionSettings, tenant: Option<&str>) -> Login {
        match way(&opened(settings, &[(SecretField::ClientSecret, "kelp")]), tenant, None).unwrap() {
            Way::Login(login) => *login,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_login_goes_to_the_sign_in_service_of_the_cloud_and_the_tenant() {
        let settings = application(Some("desk-app"), Some("home"), None);
        let own = login_of(settings.clone(), None);
        assert_eq!(own.address, "https://login.microsoftonline.us/home/oauth2/v2.0/token");
        assert_eq!(own.scope.as_deref(), Some("https://desk.example/.default"));
        assert!(login_of(settings, Some("theirs")).address.contains("/theirs/"));
        let whole = login_of(application(Some("a"), None, Some("https://id.example/token")), None);
        assert_eq!((whole.address.as_str(), whole.scope), ("https://id.example/token", None));
    }

    #[test]
    fn what_a_connection_lacks_is_said() {
        let told = |settings, secrets: &[(SecretField, &str)]| way(&opened(settings, secrets), None, None).unwrap_err();
        let secret = [(SecretField::ClientSecret, "x")];
        assert!(told(ConnectionSettings::of(SignIn::Token), &[]).contains("has no token"));
        assert!(told(application(None, None, None), &secret).contains("identifier"));
        assert!(told(application(Some("a"), None, None), &secret).contains("no tenant"));
        assert!(told(ConnectionSettings::of(SignIn::Certificate), &secret).contains("no certificate"));
    }

    /// Threat 49: what lets the desk in is sent to no host but the connection's own.
    #[test]
    fn a_link_to_another_host_is_not_followed_through_a_connection() {
        let connection = opened(ConnectionSettings::of(SignIn::Nobody), &[]);
        let at = |url: &str| at_home(&connection, &Url::parse(url).unwrap());
        assert_eq!(at("https://desk.example/other/place"), Ok(()));
        for elsewhere in ["https://desk.example:8443/", "http://desk.example/", "https://desk.example.evil.example/"] {
            assert!(at(elsewhere).is_err(), "{elsewhere}");
        }
    }
}
