//! The command line: what it teaches, what it makes, what it refuses.

use std::fs;

use tierline_testkit::{
    client::Client,
    command::{Done, Server, run, run_with},
    desk::eventually,
    seed::path,
};

use crate::{
    tamper,
    work::{binary, customer, desk, open_for},
};

async fn tierline(arguments: &[&str]) -> Done {
    run(binary(), arguments).await
}

#[tokio::test]
async fn help_teaches_the_first_steps_and_every_command() {
    let help = tierline(&["--help"]).await.expect(0);
    for said in [
        "tierline demo",
        "tierline serve",
        "import customers",
        "import health",
        "tierline doctor",
        "--data",
        "migrate",
        "audit",
    ] {
        assert!(help.contains(said), "{said} is not in the help:\n{help}");
    }
    // Whoever types the steps one after the other stays at one desk, and the help says where it is.
    let steps: Vec<&str> = help.lines().filter(|line| line.starts_with("  tierline ")).collect();
    assert!(steps.len() == 5 && steps.iter().all(|step| !step.contains("--data")), "{steps:?}");
    assert!(help.contains("the folder tierline-data") && help.contains("the demo in tierline-demo"), "{help}");
    assert!(help.contains("with a code") && !help.contains("first visitor"), "{help}");
    for command in [
        &["demo"][..],
        &["serve"],
        &["migrate"],
        &["doctor"],
        &["import", "customers"],
        &["import", "health"],
        &["case", "open"],
        &["audit", "verify"],
    ] {
        let mut arguments = command.to_vec();
        arguments.push("--help");
        let help = tierline(&arguments).await.expect(0);
        assert!(help.contains("--data") && help.contains("Usage"), "{command:?}:\n{help}");
    }
    assert_eq!(tierline(&["climb"]).await.code, Some(2));
}

#[tokio::test]
async fn migrate_makes_a_desk_and_doctor_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let data = path(folder.path());
    let absent = tierline(&["doctor", "--data", &format!("{data}/nowhere")]).await;
    assert!(absent.code == Some(3) && absent.stdout.contains("does not exist"), "{absent:?}");
    let empty = tierline(&["doctor", "--data", data]).await;
    assert!(empty.code == Some(3) && empty.stdout.contains("tierline migrate"), "{empty:?}");
    let made = tierline(&["migrate", "--data", data]).await.expect(0);
    assert!(made.contains("schema"), "{made}");
    let _ = tierline(&["migrate", "--data", data]).await.expect(0);
    let unset = tierline(&["doctor", "--data", data]).await;
    assert!(unset.code == Some(3) && unset.stdout.contains("/setup"), "{unset:?}");
}

#[tokio::test]
async fn doctor_finds_nothing_on_a_good_desk_and_each_fault_on_a_bad_one() {
    let mut desk = desk().await;
    desk.stop().await;
    let good = desk.run(&["doctor"]).await.expect(0);
    assert!(good.contains("Nothing is wrong") && !good.contains("WRONG"), "{good}");
    fs::write(desk.folder().join("tierline.toml"), "listen = \"0.0.0.0:8420\"\n").unwrap();
    let key = desk.folder().join("audit.key");
    let mut rights = fs::metadata(&key).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut rights, 0o644);
    fs::set_permissions(&key, rights).unwrap();
    let bad = desk.run(&["doctor"]).await;
    assert_eq!(bad.code, Some(3));
    for said in ["public_url", "others may read the audit key", "chmod 600"] {
        assert!(bad.stdout.contains(said), "{said}: {}", bad.stdout);
    }
    fs::write(desk.folder().join("tierline.toml"), "lisen = 1\n").unwrap();
    let typo = desk.run(&["doctor"]).await;
    assert!(typo.code == Some(3) && typo.stdout.contains("lisen"), "{}", typo.stdout);
    fs::write(desk.folder().join("tierline.toml"), "calls_per_person = 0\n").unwrap();
    let nobody = desk.run(&["doctor"]).await;
    assert!(nobody.code == Some(3) && nobody.stdout.contains("calls_per_person"), "{}", nobody.stdout);
}

#[tokio::test]
async fn an_empty_desk_waits_for_its_first_administrator() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut server =
        Server::start(binary(), &["serve", "--listen", "127.0.0.1:0", "--data", path(folder.path())], &log).await;
    let next = server.next_line().await.unwrap_or_default();
    let (_, code) = next.split_once("/setup?code=").unwrap_or_else(|| panic!("no address with a code: {next}"));
    let file = folder.path().join("setup.code");
    assert_eq!(fs::read_to_string(&file).unwrap().trim(), code);
    let rights = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&file).unwrap().permissions());
    assert_eq!(rights & 0o777, 0o600, "only its owner may read it");

    // Whoever finds the desk first has no code.
    let url = server.url.clone();
    let sets_up = async |code: &str| {
        let form = format!(
            "code={code}&organization=Northgate&kind=partner&partner_kind=direct_bill&clouds=public&name=Ilse+Marrow\
             &email=ilse%40northgate.example&password=kelp+otter+horse+battery"
        );
        let bytes = Some(form.into_bytes());
        Client::new(&url, None).send(reqwest::Method::POST, "/setup", "application/x-www-form-urlencoded", bytes).await
    };
    for wrong in ["", "AAAA-AAAA-AAAA-AAAA"] {
        assert_eq!(sets_up(wrong).await.status, 422, "{wrong}");
    }
    assert_eq!(sets_up(code).await.status, 303);
    assert_eq!(sets_up(code).await.status, 409, "a code is good once");
    for _ in 0..100 {
        if !file.exists() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(!file.exists(), "the used code is taken away");
    assert!(server.stop().await.success());
    let again =
        Server::start(binary(), &["serve", "--listen", "127.0.0.1:0", "--data", path(folder.path())], &log).await;
    assert!(again.stop().await.success());
    assert!(!file.exists());
    let unsafe_place = run(binary(), &["serve", "--listen", "0.0.0.0:0", "--data", path(folder.path())]).await;
    assert!(unsafe_place.code == Some(1) && unsafe_place.stderr.contains("public_url"), "{unsafe_place:?}");
}

const BOOK: &str = "\
name,domain,tenant_id,country,locale,support_plan,relationship,service,region,support_right,delegated_admin,delegated_admin_kind,delegated_admin_status,delegated_admin_roles,delegated_admin_start,delegated_admin_end
Fernhollow Garden Centres,fernhollow.example,8c1f2a34-5b6c-4d7e-8f90-a1b2c3900001,GB,en,included,reseller,Exchange Online,Europe,yes,Fernhollow support,granular,active,Service Support Administrator,2026-01-01T00:00:00Z,2027-12-01T00:00:00Z
Fernhollow Garden Centres,fernhollow.example,8c1f2a34-5b6c-4d7e-8f90-a1b2c3900001,GB,en,included,reseller,Microsoft Teams,Europe,yes,,,,,,
Ketterick Glass,ketterick.example,not-a-tenant,GB,en,included,reseller,Microsoft Teams,Europe,yes,,,,,,
";

#[tokio::test]
async fn a_list_of_customers_is_tried_imported_and_updated() {
    let desk = desk().await;
    let file = desk.folder().join("book.csv");
    fs::write(&file, BOOK).unwrap();
    let base = ["import", "customers", path(&file), "--organization", "Northgate Cloud Partners"];
    let dry: Vec<&str> = base.iter().copied().chain(["--dry-run"]).collect();
    let tried = desk.run(&dry).await;
    assert!(tried.code == Some(3) && tried.stdout.contains("would be created"), "{tried:?}");
    assert!(
        tried.stdout.contains("line 4") && tried.stdout.contains("tenant_id"),
        "each wrong line is named: {}",
        tried.stdout
    );
    assert!(tried.stdout.contains("line 2: would be created Fernhollow"), "{}", tried.stdout);
    assert!(tried.stdout.lines().all(|line| line == line.trim_end()), "no blanks at ends: {:?}", tried.stdout);
    let agent = desk.of("maren");
    assert_eq!(
        agent.get("customers?query=fernhollow").await.expect(200)["items"].as_array().unwrap().len(),
        0,
        "nothing is written"
    );
    let done = desk.run(&base).await;
    assert!(done.code == Some(3) && done.stdout.contains("1 rejected"), "the good lines are kept: {done:?}");
    let id = customer(&agent, "fernhollow.example").await;
    let services = agent.get(&format!("customers/{id}/services")).await.expect(200);
    assert_eq!(services["items"].as_array().unwrap().len(), 2, "{services:#}");
    let relationships = agent.get(&format!("customers/{id}/delegated-admin-relationships")).await.expect(200);
    assert_eq!(relationships["items"].as_array().unwrap().len(), 1);

    let again = desk.run(&base).await;
    assert!(
        again.stdout.contains("0 created, 0 updated, 2 unchanged, 1 rejected"),
        "again changes nothing: {}",
        again.stdout
    );
    fs::write(
        &file,
        BOOK.replace("Fernhollow Garden Centres,", "Fernhollow Gardens,")
            .lines()
            .take(3)
            .collect::<Vec<_>>()
            .join("\n"),
    )
    .unwrap();
    let renamed = desk.run(&base).await.expect(0);
    assert!(renamed.contains("0 created"), "{renamed}");
    assert_eq!(agent.get(&format!("customers/{id}")).await.expect(200)["name"], "Fernhollow Gardens");
    // From standard input, as a script has it.
    let mut arguments = vec!["import", "customers", "-", "--organization", "Northgate Cloud Partners"];
    let target = desk.target();
    arguments.extend(target.iter().map(String::as_str));
    let piped =
        run_with(binary(), &arguments, BOOK.lines().take(2).collect::<Vec<_>>().join("\n").as_bytes()).await.expect(0);
    assert!(piped.contains("1 line:") && piped.contains("1 updated"), "{piped}");
}

#[tokio::test]
async fn a_case_opened_on_the_command_line_is_a_case_like_any_other() {
    let desk = desk().await;
    let base = ["--organization", "Northgate Cloud Partners"];
    let mut open = vec![
        "case",
        "open",
        "--customer",
        "aldersyde.example",
        "--subject",
        "Badges are not printed",
        "--description",
        "The print queue of the badge printer is empty.",
        "--service",
        "SharePoint",
    ];
    open.extend(base);
    let said = desk.run(&open).await.expect(0);
    let number = said.split_whitespace().next().unwrap().to_owned();
    assert!(
        number.starts_with("T-") && said.contains("SharePoint Online") && said.contains("no_troubleshooting"),
        "{said}"
    );
    let mut show = vec!["case", "show", &number];
    show.extend(base);
    assert_eq!(desk.run(&show).await.expect(0), said);
    let found = desk.of("maren").get(&format!("cases?query={number}")).await.expect(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    // Another partner's desk does not know it.
    let refused = desk.run(&["case", "show", &number, "--organization", "Corvane Distribution"]).await;
    assert_eq!(refused.code, Some(2), "{refused:?}");
    let nobody = desk
        .run(&[
            "case",
            "open",
            "--customer",
            "quillon.example",
            "--subject",
            "x",
            "--description",
            "y",
            "--organization",
            "Northgate Cloud Partners",
        ])
        .await;
    assert!(nobody.code == Some(2) && nobody.stderr.contains("quillon.example"), "{nobody:?}");
    for wrong in [
        &["--organization", "Nobody & Sons"][..],
        &[],
        &["--organization", "Corvane Distribution", "--cloud", "us_government"],
    ] {
        let show: Vec<&str> = ["case", "show", &number].into_iter().chain(wrong.iter().copied()).collect();
        let refused = desk.run(&show).await;
        assert!(
            refused.code == Some(2) && refused.stderr.contains("organization") || refused.stderr.contains("cloud"),
            "{refused:?}"
        );
    }
    let wrong = desk
        .run(&[
            "case",
            "open",
            "--customer",
            "aldersyde.example",
            "--subject",
            "x",
            "--description",
            "y",
            "--started-at",
            "2199-01-01T00:00:00Z",
            "--organization",
            "Northgate Cloud Partners",
        ])
        .await;
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    assert!(wrong.stderr.contains("started_at"), "{wrong:?}");
}

#[tokio::test]
async fn the_audit_log_is_proven_and_a_changed_row_is_found() {
    let mut desk = desk().await;
    open_for(&desk.of("maren"), "aldersyde.example").await;
    desk.stop().await;
    let sound = desk.run(&["audit", "verify"]).await.expect(0);
    assert!(sound.contains("as it was written") && sound.contains("Northgate Cloud Partners"), "{sound}");
    let checkpoint = desk.folder().join("checkpoint");
    fs::write(&checkpoint, desk.run(&["audit", "checkpoint"]).await.expect(0)).unwrap();
    let _ = desk.run(&["audit", "verify", "--checkpoint", path(&checkpoint)]).await.expect(0);
    let exported = desk.run(&["audit", "export", "--organization", "Northgate Cloud Partners"]).await.expect(0);
    let acts: Vec<serde_json::Value> = exported.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(acts.iter().any(|act| act["action"] == "case.open" && act["entrance"] == "api"), "{exported}");
    let again = desk.run(&["audit", "export", "--organization", "Northgate Cloud Partners"]).await.expect(0);
    assert!(again.lines().last().is_some_and(|line| line.contains("audit.export")), "the first one is on record");
    tamper::rewrite(desk.folder(), "case.open", "case.opeN");
    let changed = desk.run(&["audit", "verify"]).await;
    assert_eq!(changed.code, Some(3), "{changed:?}");
    assert!(changed.stdout.contains("was edited") && changed.stdout.contains("was changed"), "{}", changed.stdout);
}

/// What an organization says of itself is a row like others.
#[tokio::test]
async fn a_log_is_proven_although_its_cloud_was_taken_out_of_its_organization() {
    let mut desk = desk().await;
    let jordan = desk.of("jordan");
    assert_eq!(jordan.get("audit-events/export").await.status, 200);
    let newest = || async { jordan.get("audit-events?limit=1").await.body };
    eventually("the export is under seal", newest, |body| body["items"][0]["sealed"] == true).await;
    desk.stop().await;
    let checkpoint = desk.folder().join("checkpoint");
    let heads = desk.run(&["audit", "checkpoint"]).await.expect(0);
    assert!(heads.contains(" us_government "), "{heads}");
    fs::write(&checkpoint, heads).unwrap();
    let against = ["audit", "verify", "--checkpoint", path(&checkpoint)];

    tamper::change(desk.folder(), "update organization set clouds = '[\"public\"]'").await;
    let narrowed = desk.run(&against).await.expect(0);
    assert!(narrowed.contains("Northgate Cloud Partners, us_government: "), "{narrowed}");
    tamper::change(desk.folder(), "delete from audit_seal where cloud = 'us_government'").await;
    let unsealed = desk.run(&["audit", "verify"]).await.expect(3);
    assert!(unsealed.contains("sealed without a seal that covers it"), "{unsealed}");
    tamper::change(desk.folder(), "delete from audit_entry where cloud = 'us_government'").await;
    let _ = desk.run(&["audit", "verify"]).await.expect(0);
    let cut = desk.run(&against).await.expect(3);
    assert!(cut.contains("Northgate Cloud Partners, us_government: 0 entries") && cut.contains("was cut off"), "{cut}");
}
