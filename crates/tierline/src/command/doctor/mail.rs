//! Whether answers to service requests that go by mail find their way back.

use std::path::Path;

use tierline_connect::email::folder::QUARANTINE;
use tierline_domain::{ConnectionKind, Owner};
use tierline_store::{Store, System};

use super::{Finding, bad, good};
use crate::{
    command::counted,
    config::{self, MailTable},
};

/// Looks at what `[mail]` says, at the connections that need it, and at what lies in quarantine; nothing where no mail goes.
pub(super) async fn findings(store: &Store, folder: &Path) -> Vec<Finding> {
    let Ok(settings) = config::settings(folder) else { return Vec::new() };
    match mailboxes(store).await {
        Ok(connections) => look(&settings.mail, folder, &connections),
        Err(error) => {
            vec![bad(format!("the connections to mailboxes can't be read: {error}"), "see the log of the desk")]
        }
    }
}

/// The names of the connections to mailboxes, of all organizations.
async fn mailboxes(store: &Store) -> Result<Vec<String>, tierline_store::Error> {
    let organizations = store.read(System).await?.organization_list().await?;
    let mut names = Vec::new();
    for organization in &organizations {
        for cloud in &organization.clouds {
            let mut read = store.read(Owner { organization: organization.id, cloud: *cloud }).await?;
            let all = read.connection_list().await?.into_iter().filter(|one| one.kind == ConnectionKind::Email);
            names.extend(all.map(|one| one.name));
        }
    }
    Ok(names)
}

fn look(mail: &MailTable, folder: &Path, connections: &[String]) -> Vec<Finding> {
    let inbox = mail.inbox(folder);
    let mut findings = match (&mail.domain, mail.listen.is_some() || inbox.is_some()) {
        (None, true) => vec![bad(
            "[mail] takes mails in and names no domain: none is taken",
            "set domain in [mail] to the one of the addresses that answers go to",
        )],
        (None, false) if connections.is_empty() => Vec::new(),
        (None, false) => vec![bad(
            format!(
                "answers to mails by {} go to the mailbox that they are sent from: the desk does not see them",
                connections.join(", ")
            ),
            "set domain in [mail], and listen or folder; or leave it, and write down what is answered by hand",
        )],
        (Some(domain), false) => vec![bad(
            format!("answers go to addresses at {domain}, and no mail is taken in"),
            "set listen or folder in [mail], and have the mail of that domain brought there",
        )],
        (Some(domain), true) => vec![good(format!("answers by mail arrive at addresses at {domain}"))],
    };
    let held = inbox.map_or(0, |inbox| std::fs::read_dir(inbox.join(QUARANTINE)).map_or(0, Iterator::count));
    if held > 0 {
        let lie = counted(held, "mail lies", "mails lie");
        findings.push(bad(
            format!("{lie} in quarantine: for no request that is known, or unreadable"),
            "look through the folder quarantine; move back to new what is wanted, and remove the rest",
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(mail: &MailTable, folder: &Path, connections: &[&str]) -> Vec<(bool, String)> {
        let connections: Vec<String> = connections.iter().map(|&name| name.to_owned()).collect();
        look(mail, folder, &connections).into_iter().map(|finding| (finding.good, finding.what)).collect()
    }

    #[test]
    fn what_is_missing_for_answers_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let domain = Some("replies.northgate.example".to_owned());
        let none = MailTable::default();
        assert_eq!(said(&none, folder.path(), &[]), []);
        assert!(said(&none, folder.path(), &["North"])[0].1.contains("North"));
        let deaf = MailTable { domain: domain.clone(), ..MailTable::default() };
        assert!(!said(&deaf, folder.path(), &["North"])[0].0);
        let listen = Some("127.0.0.1:2525".parse().unwrap());
        assert!(!said(&MailTable { listen, ..MailTable::default() }, folder.path(), &[])[0].0);
        let whole = MailTable { domain, folder: Some("mail".into()), ..MailTable::default() };
        let good = said(&whole, folder.path(), &["North"]);
        assert_eq!((good.len(), good[0].0), (1, true), "{good:?}");
        std::fs::create_dir_all(folder.path().join("mail/quarantine")).unwrap();
        std::fs::write(folder.path().join("mail/quarantine/1"), "x").unwrap();
        assert!(said(&whole, folder.path(), &["North"])[1].1.starts_with("1 mail lies in quarantine"));
    }
}
