//! A list from its file to what became of it, through the pages.

use std::{
    collections::BTreeSet,
    io::Write as _,
    sync::{Arc, Mutex},
    time::Instant,
};

use axum::http::StatusCode;
use prost::Message as _;
use proto::{
    programmes::v1::{Programme, ProgrammeKind},
    referrals::v1::{
        AcceptReferralResponse, CheckOutcome, CheckTargetGroupResponse, FindDuplicatesRequest, FindDuplicatesResponse,
        GetOfferingResponse, PersonHit, SubmitReferralRequest, SubmitReferralResponse, TargetGroupCheck,
    },
};
use tonic::Status;

use super::{
    browser::{Browser, Console, PASSWORD, Shown},
    stub::{Stub, message, nothing},
};
use crate::{accounts::Role, imports::work};

const HEADER: &str = "Nimi;Puhelin;Kunta;Ohjattu;Toive";

fn offering() -> GetOfferingResponse {
    let programme = Programme {
        programme_id: "friend".to_owned(),
        version: 1,
        valid_from: "2018-01-01".to_owned(),
        kind: ProgrammeKind::OneToOne.into(),
        name: [("fi".to_owned(), "Ystäväksi äidille".to_owned())].into(),
        ..Programme::default()
    };
    GetOfferingResponse { programmes: vec![programme], as_of: "2026-03-02".to_owned(), ..Default::default() }
}

/// Takes in everybody, each request id once. Whoever is called Tuttu is known already.
async fn services() -> (Stub, String, Arc<Mutex<BTreeSet<String>>>) {
    let submitted = Arc::new(Mutex::new(BTreeSet::new()));
    let taken = Arc::clone(&submitted);
    let (stub, url) = Stub::start(move |method, bytes| match method {
        "GetOffering" => Ok(message(&offering())),
        "FindDuplicates" => {
            let asked = FindDuplicatesRequest::decode(bytes).unwrap();
            let known = asked.identity.is_some_and(|identity| identity.given_name == "Tuttu");
            let hits = known.then(PersonHit::default).into_iter().collect();
            Ok(message(&FindDuplicatesResponse { hits }))
        }
        "SubmitReferral" => {
            let asked = SubmitReferralRequest::decode(bytes).unwrap();
            if asked.wish == "Hylkää" {
                return Err(Status::invalid_argument("no"));
            }
            taken.lock().unwrap().insert(asked.request_id.clone());
            let (person_id, referral_id) = (asked.request_id.clone(), asked.request_id);
            Ok(message(&SubmitReferralResponse { person_id, referral_id, ..Default::default() }))
        }
        "CheckTargetGroup" => {
            let check = TargetGroupCheck { outcome: CheckOutcome::Inside.into(), ..Default::default() };
            Ok(message(&CheckTargetGroupResponse { check: Some(check) }))
        }
        "AcceptReferral" => Ok(message(&AcceptReferralResponse::default())),
        "ListSupportRequests" => Ok(Vec::new()),
        _ => nothing(),
    })
    .await;
    (stub, url, submitted)
}

async fn console() -> (Console, Arc<Mutex<BTreeSet<String>>>) {
    let (_, url, submitted) = services().await;
    let console = Console::start_at(&[("RINNALLA_REFERRALS_URL", &url), ("RINNALLA_MATCHING_URL", &url)]).await;
    console.add_account("marja@example.org", Role::Coordinator, &["satakunta"]).await;
    (console, submitted)
}

async fn marja(console: &Console) -> Browser {
    let mut browser = console.browser();
    browser.sign_in("marja@example.org", PASSWORD).await;
    browser
}

async fn send(browser: &mut Browser, what: &str, file: &[u8]) -> Shown {
    let token = browser.form_token();
    browser.upload("/import", &[("form_token", &token), ("what", what)], file).await
}

/// Sends a file of mothers who wait, and has it checked as its columns were guessed.
async fn checked(console: &Console, browser: &mut Browser, file: &[u8]) -> (String, Shown) {
    let sent = send(browser, "waiting", file).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let href = sent.location().to_owned();
    let mapping = browser.open(&href).await;
    let columns: Vec<(String, String)> = mapping
        .html
        .split("name=\"column.")
        .skip(1)
        .map(|rest| {
            let (at, rest) = rest.split_once('"').unwrap();
            let select = rest.split("</select>").next().unwrap();
            let chosen = select.split("<option value=\"").find(|option| option.contains(" selected"));
            (format!("column.{at}"), chosen.map_or("", |option| option.split('"').next().unwrap()).to_owned())
        })
        .collect();
    let mut fields: Vec<(&str, &str)> = columns.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.extend([("all.programme", "friend"), ("all.mother_agrees", "yes"), ("all.source", "clinic")]);
    let token = browser.form_token();
    fields.push(("form_token", &token));
    let mapped = browser.post(&format!("{href}/map"), &fields).await;
    assert_eq!(mapped.status, StatusCode::SEE_OTHER, "{}", mapped.html);
    let shown = browser.open(&href).await;
    assert_eq!(shown.headers["refresh"], "3");
    assert!(work::once(&console.app).await.unwrap());
    (href.clone(), browser.open(&href).await)
}

#[tokio::test]
async fn a_list_is_looked_at_before_anything_is_written_and_then_brought_in_once() {
    let (console, submitted) = console().await;
    let mut browser = marja(&console).await;
    let text = format!(
        "{HEADER}\r\nAmina Ali;040 1;Pori;2.3.2025;\r\nTuttu Tuula;040 2;Pori;2.3.2025;\r\n\
         Beeta Been;040 3;Bori;2.3.2025;=1+1\r\nCeeta Ceen;040 4;Pori;2.3.2025;Hylkää\r\n"
    );
    let bytes = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
    let (href, shown) = checked(&console, &mut browser, &bytes).await;
    assert!(submitted.lock().unwrap().is_empty());
    assert!(!shown.headers.contains_key("refresh"));
    for words in ["Uusia rivejä</dt><dd>2", "luultavasti jo täällä</dt><dd>1", "ei voi tuoda</dt><dd>1", "Äidin kunta"]
    {
        assert!(shown.says(words), "{words}: {}", shown.html);
    }
    let bad = browser.open(&format!("{href}/bad-rows")).await;
    assert!(bad.says("\"Beeta Been\";\"040 3\";\"Bori\";\"2.3.2025\";\"'=1+1\";\"Äidin kunta: "), "{}", bad.html);
    assert!(!bad.says("Amina"));

    let begun = browser.send(&shown, &format!("{href}/begin"), &[("alike", "leave")]).await;
    assert_eq!(begun.location(), href);
    let twice = browser.send(&shown, &format!("{href}/begin"), &[("alike", "bring")]).await;
    assert_eq!(twice.location(), href);
    assert!(work::once(&console.app).await.unwrap());
    assert!(!work::once(&console.app).await.unwrap(), "nothing is left to be done");
    let done = browser.open(&href).await;
    for words in ["Tuotu</dt><dd>1", "Ei onnistunut</dt><dd>1", "ei hyväksynyt"] {
        assert!(done.says(words), "{words}: {}", done.html);
    }
    assert_eq!(submitted.lock().unwrap().len(), 1);

    // The same file leads to what became of it.
    let again = send(&mut browser, "waiting", &bytes).await;
    assert_eq!(again.location(), href);
    assert!(browser.open(&href).await.says("Tämä tiedosto on jo täällä"));
}

#[tokio::test]
async fn only_who_handles_people_imports_and_only_her_own_district() {
    let (console, _) = console().await;
    console.add_account("ylläpito@example.org", Role::Administrator, &["satakunta"]).await;
    console.add_account("toisaalla@example.org", Role::Manager, &["meri-lappi"]).await;
    let mut marja = marja(&console).await;
    let (href, _) = checked(&console, &mut marja, format!("{HEADER}\nAmina Ali;1;Pori;2.3.2025;\n").as_bytes()).await;
    let mut administrator = console.browser();
    administrator.sign_in("ylläpito@example.org", PASSWORD).await;
    assert_eq!(administrator.open("/import").await.status, StatusCode::FORBIDDEN);
    let mut elsewhere = console.browser();
    elsewhere.sign_in("toisaalla@example.org", PASSWORD).await;
    assert_eq!(elsewhere.open("/import").await.status, StatusCode::OK);
    for path in [href.clone(), format!("{href}/bad-rows")] {
        assert_eq!(elsewhere.open(&path).await.status, StatusCode::NOT_FOUND);
    }
    let token = elsewhere.form_token();
    for act in ["begin", "undo", "drop", "map"] {
        let pressed = elsewhere.post(&format!("{href}/{act}"), &[("form_token", &token)]).await;
        assert_eq!(pressed.status, StatusCode::NOT_FOUND, "{act}");
    }
    let token = marja.form_token();
    let undo = marja.post(&format!("{href}/undo"), &[("form_token", &token)]).await;
    assert_eq!(undo.status, StatusCode::FORBIDDEN);
    // Another site cannot send a file.
    let planted = marja.upload("/import", &[("form_token", "00"), ("what", "waiting")], b"Nimi\nAmina\n").await;
    assert_eq!(planted.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_named_and_nothing_is_kept() {
    let (console, _) = console().await;
    let mut browser = marja(&console).await;
    let mut archive = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    archive.write_all(&vec![b'0'; 64 << 20]).unwrap();
    let deflated = archive.finish().unwrap();
    let bomb = archive_of("xl/worksheets/sheet1.xml", &deflated, 64 << 20);
    let liar = archive_of("xl/worksheets/sheet1.xml", &deflated, 100);
    let huge = vec![b'a'; sheets::Limits::DEFAULT.bytes + 1];
    for (file, words) in [
        (bomb.as_slice(), "purkautuisi"),
        (liar.as_slice(), "rikki"),
        (huge.as_slice(), "liian suuri"),
        (b"PK\x03\x04nonsense".as_slice(), "rikki"),
        (b"\xd0\xcf\x11\xe0old".as_slice(), "vanhaa Excel"),
        (b"a\0b".as_slice(), "ei ole taulukko"),
        (b"Nimi\n\"Amina\n".as_slice(), "lainausmerkki"),
        (b"Nimi\n".as_slice(), "ei ole rivejä"),
        (b"".as_slice(), "Valitse tiedosto"),
    ] {
        let shown = send(&mut browser, "waiting", file).await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(shown.says(words), "{words}: {}", shown.html);
    }
    let kept: i64 =
        sqlx::query_scalar("SELECT count(*) FROM console.import_parts").fetch_one(&console.pool).await.unwrap();
    assert_eq!(kept, 0);
}

/// An archive of one part that says of itself how large it becomes.
fn archive_of(name: &str, deflated: &[u8], becomes: u32) -> Vec<u8> {
    let size = u32::try_from(deflated.len()).unwrap().to_le_bytes();
    let length = u16::try_from(name.len()).unwrap().to_le_bytes();
    let common =
        [b"\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".as_slice(), &size, &becomes.to_le_bytes(), &length, b"\0\0"].concat();
    let local = [b"PK\x03\x04".as_slice(), &common, name.as_bytes(), deflated].concat();
    let central = [b"PK\x01\x02\x14\0".as_slice(), &common, &[0; 14], name.as_bytes()].concat();
    let central_size = u32::try_from(central.len()).unwrap().to_le_bytes();
    let begins = u32::try_from(local.len()).unwrap().to_le_bytes();
    let end = [b"PK\x05\x06\0\0\0\0\x01\0\x01\0".as_slice(), &central_size, &begins, b"\0\0"].concat();
    [local, central, end].concat()
}

#[tokio::test]
async fn a_hundred_thousand_rows_are_checked_in_bounded_time() {
    let (console, _) = console().await;
    let mut browser = marja(&console).await;
    let mut text = format!("{HEADER}\r\n");
    for n in 0..100_000 {
        text.extend(["Äiti", &n.to_string(), " Esimerkki;;Bori;2.3.2025;Toive\r\n"]);
    }
    let began = Instant::now();
    let (href, shown) = checked(&console, &mut browser, text.as_bytes()).await;
    assert!(shown.says("ei voi tuoda</dt><dd>100\u{a0}000"), "{}", shown.html);
    let bad = browser.open(&format!("{href}/bad-rows")).await;
    assert_eq!(bad.status, StatusCode::OK);
    let took = began.elapsed();
    assert!(took.as_secs() < 120, "{took:?}");
}
