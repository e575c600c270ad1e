use super::Config;

fn complete(name: &str) -> Option<String> {
    let value = match name {
        "RINNALLA_DATABASE_URL" => "postgres://console@localhost/console",
        "RINNALLA_REFERRALS_URL" => "http://127.0.0.1:1",
        "RINNALLA_MATCHING_URL" => "http://127.0.0.1:2",
        "RINNALLA_SCHEDULING_URL" => "http://127.0.0.1:3",
        "RINNALLA_REPORTING_URL" => "http://127.0.0.1:4",
        "RINNALLA_NATIONAL_URL" => "http://127.0.0.1:5",
        "RINNALLA_TOKEN_SIGNING_KEY" => concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
        _ => return None,
    };
    Some(value.to_owned())
}

#[test]
fn what_has_a_default_may_be_left_out() {
    let config = Config::read(complete).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.public.as_str(), "http://127.0.0.1:8080");
    assert!(!config.public.is_secure() && !config.demo && !config.gallery);
}

#[test]
fn every_fault_is_reported_at_once() {
    let faults = Config::read(|name| match name {
        "RINNALLA_LISTEN" => Some("here".to_owned()),
        "RINNALLA_DEMO" => Some("perhaps".to_owned()),
        _ => None,
    })
    .unwrap_err()
    .to_string();
    for name in ["LISTEN", "DEMO", "DATABASE_URL", "REFERRALS_URL", "NATIONAL_URL", "TOKEN_SIGNING_KEY"] {
        assert!(faults.contains(&format!("RINNALLA_{name}")), "{name} is missing in: {faults}");
    }
}

#[test]
fn other_machines_are_reached_by_https_only() {
    let at = |url: &'static str| {
        Config::read(move |name| if name == "RINNALLA_PUBLIC_URL" { Some(url.to_owned()) } else { complete(name) })
    };
    assert!(at("http://rinnalla.example").is_err());
    assert!(at("https://rinnalla.example/").unwrap().public.is_secure());
}
