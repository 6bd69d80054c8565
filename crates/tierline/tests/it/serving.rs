//! Who serves a desk, and what is said where it can't be served.

use std::fs;

use tierline_testkit::{
    client::Client,
    command::{Server, run},
    seed::path,
};

use crate::work::{binary, desk};

#[tokio::test]
async fn a_desk_in_a_folder_is_served_once_and_commands_work_beside_it() {
    let mut desk = desk().await;
    for command in ["serve", "demo"] {
        let second = desk.run(&[command, "--listen", "127.0.0.1:0"]).await;
        assert_eq!(second.code, Some(2), "{command}: {second:?}");
        assert!(second.stderr.contains("serves") && second.stderr.contains("--data"), "{second:?}");
    }
    let northgate = ["--organization", "Northgate Cloud Partners"];
    let book = desk.folder().join("book.csv");
    fs::write(&book, "domain,name\naldersyde.example,Aldersyde Care Homes\n").unwrap();
    for command in [
        &["doctor"][..],
        &["migrate"],
        &["audit", "verify"],
        &["case", "show", "T-10001", northgate[0], northgate[1]],
        &["policy", northgate[0], northgate[1]],
        &["import", "customers", path(&book), "--dry-run", northgate[0], northgate[1]],
    ] {
        let _ = desk.run(command).await.expect(0);
    }
    // Who is killed leaves nothing that keeps the next one away.
    desk.kill().await;
    desk.start().await;
}

#[tokio::test]
async fn a_log_in_a_file_has_no_colours_and_a_new_desk_computes_nothing_anew() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let data = folder.path().join("desk");
    let serve = ["serve", "--listen", "127.0.0.1:0", "--log", "debug", "--data", path(&data)];
    let server = Server::start(binary(), &serve, &log).await;
    // The schedules begin with the server; what they say of lists, they say before anything else.
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    assert!(server.stop().await.success());
    let said = fs::read_to_string(&log).unwrap();
    assert!(said.contains("DEBUG") && !said.contains('\u{1b}'), "{said}");
    assert!(!said.contains("computed anew"), "{said}");
}

#[tokio::test]
async fn calls_beyond_what_the_settings_take_wait_and_the_probes_never_do() {
    let folder = tempfile::tempdir().unwrap();
    let serve = ["serve", "--listen", "127.0.0.1:0", "--data", path(folder.path())];
    let three = [("TIERLINE_CALLS_PER_ADDRESS".to_owned(), "3".to_owned())];
    let server = Server::start_in(binary(), &serve, &three, &folder.path().join("log")).await;
    let nobody = Client::new(&server.url, None);
    for _ in 0..3 {
        let _ = nobody.get("me").await.refused(401, "unauthorized");
    }
    let waits = nobody.get("me").await;
    let seconds: u64 = waits.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    let _ = waits.refused(429, "too-many");
    for probe in ["/healthz", "/readyz"] {
        assert_eq!(nobody.get(probe).await.status, 200, "{probe}");
    }
    assert!(server.stop().await.success());
    let said = fs::read_to_string(folder.path().join("log")).unwrap();
    assert_eq!(said.matches("call too often").count(), 1, "{said}");
}

#[tokio::test]
async fn a_server_that_refuses_is_named_with_the_way_out_and_without_the_password() {
    let folder = tempfile::tempdir().unwrap();
    let database = "postgres://desk:kelp-otter@127.0.0.1:1/desk";
    let target = ["--data", path(folder.path()), "--database", database];
    let serve = ["serve", "--listen", "127.0.0.1:0"].into_iter().chain(target).collect::<Vec<_>>();
    let doctor = ["doctor"].into_iter().chain(target).collect::<Vec<_>>();
    let (served, looked) = tokio::join!(run(binary(), &serve), run(binary(), &doctor));
    assert_eq!((served.code, looked.code), (Some(1), Some(3)), "{served:?} {looked:?}");
    for said in [served.stderr, looked.stdout] {
        assert!(said.contains("127.0.0.1:1 refused the connection"), "{said}");
        assert!(said.contains("start PostgreSQL there") && said.contains("--database"), "{said}");
        assert!(!said.contains("kelp-otter") && !said.contains("busy"), "{said}");
    }
}
