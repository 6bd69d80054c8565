//! The books are taken over: read, looked at, one thing left, the rest taken; with script and without.

use tierline_testkit::{browser::Script, desk::Engine};

use super::sits_down;
use crate::book::{read, two_desks};

#[tokio::test]
async fn the_provider_s_books_are_looked_at_and_taken_over() {
    for script in [Script::On, Script::Off] {
        let (_provider, desk, _service, renamed) = two_desks(Engine::Sqlite).await;
        let admin = sits_down(&desk, "ilse", script).await;
        let checks = async || {
            if script == Script::On {
                admin.is_accessible().await;
            }
        };
        admin.visit("/customers").await;
        admin.follow("/books").await;
        admin.reads("Nothing has been read yet").await;
        checks().await;
        admin.submit("/books/readings", None).await;
        admin.reads("The provider's side is being read").await;
        read(&desk.of("ilse")).await;
        admin.visit("/books").await;
        admin.reads("Winterhalde Mills").await;
        admin.reads("Aldersyde Care Group").await;
        checks().await;
        admin.fill("/books/choices", "take", &format!("{renamed} name")).await;
        admin.submit("/books/choices", None).await;
        admin.reads("Your choice is kept").await;
        assert!(!admin.has(&format!("input[name='take'][value='{renamed} name']:checked")).await);
        admin.press_on("button[formaction='/books/take-over']").await;
        admin.comes("The take-over has begun").await;
        checks().await;
        let api = desk.of("ilse");
        read(&api).await;
        admin.visit("/books").await;
        admin.reads("In step").await;
        admin.reads("left by a person").await;
        admin.reads("Winterhalde Mills").await;
        checks().await;
        admin.visit("/customers?query=winterhalde").await;
        admin.follow_text("Winterhalde Mills").await;
        admin.reads("from the provider").await;
        checks().await;
        admin.close().await;
    }
}
