use super::*;

#[test]
fn a_secret_does_not_print_itself() {
    let secrets = Secrets::from([(SecretField::ClientSecret, Secret::new("kelp-otter".to_owned()))]);
    assert!(!format!("{secrets:?}").contains("kelp"));
}

#[test]
fn a_test_in_which_a_step_failed_or_none_was_made_does_not_work() {
    let step = |state| Step { code: "read", state, says: String::new() };
    assert!(TestReport { steps: vec![step(StepState::Works)] }.works());
    for steps in [vec![], vec![step(StepState::Works), step(StepState::Fails), step(StepState::Skipped)]] {
        assert!(!TestReport { steps }.works());
    }
}
