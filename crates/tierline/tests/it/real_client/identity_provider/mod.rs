//! Single sign-on with a provider that others wrote: oidc-provider, a certified implementation of OpenID Connect.

mod scene;

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::work::text;
pub(crate) use scene::{Scene, Walker};

const TOBIN: &str = "tobin.reyes@northgate.example";

fn tobin(groups: &[&str]) -> Value {
    json!({ "email": TOBIN, "email_verified": true, "name": "Tobin Reyes", "groups": groups })
}

fn roles(me: &Value) -> &Value {
    &me["roles"]
}

#[tokio::test]
async fn the_first_sign_in_makes_a_person_by_their_groups_and_the_second_follows_them() {
    let scene = Scene::open().await;
    scene.claims(&json!({ "s-1": tobin(&["agents"]) }));
    let mut walker = Walker::new(&scene);
    walker.signs_in(TOBIN, "s-1").await;
    let me = walker.who().await.expect("they are in");
    assert_eq!((text(&me["name"]), roles(&me)), ("Tobin Reyes".to_owned(), &json!(["helpdesk_agent"])), "{me}");

    scene.claims(&json!({ "s-1": tobin(&["sales"]) }));
    let mut again = Walker::new(&scene);
    again.signs_in(TOBIN, "s-1").await;
    assert_eq!(roles(&again.who().await.expect("they are in")), &json!(["sales_agent"]));
    assert_eq!(
        roles(&walker.who().await.expect("the first session stands")),
        &json!(["sales_agent"]),
        "with the next call"
    );

    scene.claims(&json!({ "s-1": tobin(&[]) }));
    let seen = Walker::new(&scene).signs_in(TOBIN, "s-1").await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
    assert!(seen.body.contains("You are in no group"), "{}", seen.body);
    assert!(walker.who().await.is_none(), "who is nothing any more is out everywhere");

    let tested =
        scene.desk.of("ilse").post(&format!("identity-providers/{}/tests", scene.id), json!({})).await.expect(200);
    assert_eq!((&tested["lacks"], &tested["notes"]), (&json!([]), &json!([])), "{tested}");
}

/// Threat 42: somebody who says that an address is theirs, and cannot prove it, is not let in under it.
#[tokio::test]
async fn an_address_that_the_provider_has_not_verified_is_nobodys() {
    let scene = Scene::open().await;
    let dario = scene.desk.person("dario").email.clone();
    scene.claims(&json!({ "s-2": { "email": dario, "email_verified": false, "groups": ["agents"] } }));
    let mut walker = Walker::new(&scene);
    let seen = walker.signs_in(&dario, "s-2").await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
    assert!(seen.body.contains("does not say that the address is yours"), "{}", seen.body);
    assert!(walker.who().await.is_none());
}

/// Threat 43: what comes back is for this browser, once, and from the provider that it was sent to (RFC 9207).
#[tokio::test]
async fn a_way_back_is_good_for_one_browser_one_time_and_one_provider() {
    let scene = Scene::open().await;
    scene.claims(&json!({ "s-1": tobin(&["agents"]) }));
    let mut walker = Walker::new(&scene);
    let back = walker.comes_back(TOBIN, "s-1").await;
    let errand = walker.cookie(&back, "tierline-errand").expect("the browser holds its part");
    let refused = async |walker: &mut Walker, url: &str, says: &str| {
        walker.keep(&back, "tierline-errand", errand.clone());
        let seen = walker.look(url).await;
        assert_eq!(seen.status, StatusCode::FORBIDDEN, "{url}");
        assert!(seen.body.contains(says), "{url}: {}", seen.body);
        assert!(walker.who().await.is_none(), "{url}");
    };
    let issuer = url_encoded(&scene.issuer());
    assert!(back.as_str().contains(&format!("iss={issuer}")), "this provider says who it is: {back}");
    let unbelieved = "could not be believed";
    let elsewhere = url_encoded("https://login.evil.example");
    refused(&mut walker, &back.as_str().replace(&format!("iss={issuer}"), &format!("iss={elsewhere}")), unbelieved)
        .await;
    refused(&mut walker, &back.as_str().replace(&format!("iss={issuer}"), ""), unbelieved).await;
    refused(&mut walker, &back.as_str().replace("state=", "state=x"), "did not leave from this browser").await;
    let other = Walker::new(&scene).look(back.as_str()).await;
    assert_eq!(other.status, StatusCode::FORBIDDEN, "another browser");

    walker.keep(&back, "tierline-errand", errand.clone());
    walker.look(back.as_str()).await;
    assert!(walker.who().await.is_some(), "what was refused has used up nothing");
    let mut replaying = Walker::new(&scene);
    refused(&mut replaying, back.as_str(), unbelieved).await;
}

fn url_encoded(text: &str) -> String {
    text.replace(':', "%3A").replace('/', "%2F")
}

/// Threat 43: a provider changes its keys whenever it likes.
#[tokio::test]
async fn new_keys_of_a_provider_are_known_when_they_are_used() {
    let mut scene = Scene::open().await;
    scene.claims(&json!({ "s-1": tobin(&["agents"]) }));
    let mut walker = Walker::new(&scene);
    walker.signs_in(TOBIN, "s-1").await;
    assert!(walker.who().await.is_some());
    scene.start_provider().await;
    // Keys are asked for anew, but not all the time.
    tokio::time::sleep(Duration::from_secs(11)).await;
    let mut after = Walker::new(&scene);
    after.signs_in(TOBIN, "s-1").await;
    assert!(after.who().await.is_some());
}

#[tokio::test]
async fn who_signs_out_here_can_sign_out_there_and_who_signs_out_there_is_out_here() {
    let scene = Scene::open().await;
    scene.claims(&json!({ "s-1": tobin(&["agents"]) }));
    let (mut one, mut other) = (Walker::new(&scene), Walker::new(&scene));
    for walker in [&mut one, &mut other] {
        walker.signs_in(TOBIN, "s-1").await;
        assert!(walker.who().await.is_some());
    }
    let seen = one.presses("/", "/signout", &[]).await;
    assert!(one.who().await.is_none());
    let there = seen.after(&format!("href=\"{}", scene.issuer()));
    let asked = one.look(&format!("{}{there}", scene.issuer())).await;
    let form = asked.after("action=\"");
    let xsrf = asked.after("name=\"xsrf\" value=\"");
    let left = one.send(&form, &[("xsrf", &xsrf), ("logout", "yes")]).await;
    let back = one.follow(left, "nowhere").await;
    assert_eq!((back.url.path(), back.status), ("/signin", StatusCode::OK), "back at the door: {}", back.url);
    assert!(other.who().await.is_some(), "another session of the same person at the provider is another one here");

    // Now from there alone: the provider tells the desk.
    let asked = other.look(&format!("{}/session/end", scene.issuer())).await;
    let (form, xsrf) = (asked.after("action=\""), asked.after("name=\"xsrf\" value=\""));
    other.send(&form, &[("xsrf", &xsrf), ("logout", "yes")]).await;
    assert!(other.who().await.is_none(), "out at once");
    let log = scene.desk.of("ilse").get("audit-events?limit=50").await;
    assert!(log.text.contains("account.provider_sign_out"), "{}", log.text);

    for token in ["", "a.b.c", "e30.e30.e30"] {
        let path = format!("/signin/ended/{}", scene.id);
        assert_eq!(one.send(&path, &[("logout_token", token)]).await.status, StatusCode::BAD_REQUEST, "{token}");
    }
}

/// Somebody who has an account here links the one there, proves anew there who they are, and takes the link away.
#[tokio::test]
async fn an_account_is_linked_by_who_is_signed_in_to_both() {
    let scene = Scene::open().await;
    let ilse = scene.desk.person("ilse").clone();
    scene.claims(&json!({ "s-7": { "email": "somebody@elsewhere.example", "email_verified": false } }));
    let mut walker = Walker::new(&scene);
    let seen = walker.send("/signin", &[("email", &ilse.email), ("password", &ilse.password)]).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER);
    let leads = walker.presses("/account/security", &format!("/account/security/links/{}", scene.id), &[]).await;
    let back = walker.signs_in_there(leads, "s-7").await;
    let seen = walker.look(back.as_str()).await;
    let seen = walker.follow(seen, "nowhere").await;
    assert!(seen.body.contains("Your account is linked."), "{}", seen.body);

    let mut later = Walker::new(&scene);
    later.signs_in(&ilse.email, "s-7").await;
    let me = later.who().await.expect("they come in by the link, whatever the address there");
    assert_eq!(me["email"], json!(ilse.email));
    let leads = later.presses("/account/security", "/signin/again/organization", &[("next", "/users")]).await;
    let back = later.signs_in_there(leads, "s-7").await;
    let seen = later.look(back.as_str()).await;
    let seen = later.follow(seen, "nowhere").await;
    assert_eq!(seen.url.path(), "/users", "{}", seen.body);

    let path = format!("/account/security/links/{}/removal", scene.id);
    let seen = walker.presses("/account/security", &path, &[]).await;
    let seen = walker.follow(seen, "nowhere").await;
    assert!(seen.body.contains("The link is removed."), "{}", seen.body);
}
