use std::{collections::BTreeMap, time::Duration};

use jiff::{ToSpan as _, civil::Date};
use proto::{
    matching::v1::{
        ListMatchesRequest, ListSupportRequestsRequest, ListVolunteersRequest, MatchStatus, VolunteerStatus,
    },
    referrals::v1::{GetPersonRequest, ListReferralsRequest, NamePersonsRequest},
    scheduling::v1::{FirstMeetingStatus, ListFirstMeetingsRequest},
};
use rinnalla::{
    Surroundings,
    commands::import::{Applied, Pairs, pairs},
};
use testing::{eventually, eventually_within};

use super::{
    district::District,
    file::{file, free, met, pair, waiting},
};

const PAIRS: i64 = 60;

#[tokio::test(flavor = "multi_thread")]
async fn sixty_pairs_are_there_once_after_a_preview_two_crashes_and_two_whole_runs() {
    let district = District::join().await;
    let mut lines: Vec<String> = (0..PAIRS).map(pair).collect();
    lines.extend([waiting(60), waiting(61), free(62)]);
    let mut asked = district.asked(&file(&lines));

    let before = everything(&district).await;
    let shown = district.import(&asked).await;
    assert_eq!(shown.preview.problems, [], "{shown}");
    assert_eq!(
        (
            shown.preview.pairs,
            shown.preview.waiting,
            shown.preview.volunteers_without_pair,
            shown.preview.there_already
        ),
        (60, 2, 1, 0)
    );
    assert!(shown.is_good() && shown.applied.is_none());
    assert_eq!(everything(&district).await, before, "a preview writes nothing");

    asked.apply = true;
    // Of its 61 volunteers matching hears six times each, then of 62 who wait: one crash among either.
    crash_when(&district, &asked, 150).await;
    crash_when(&district, &asked, 61 * 6 + 62 + 90).await;
    let whole = district.import(&asked).await;
    assert!(whole.preview.there_already > 60, "{whole}");
    let all = Applied { mothers: 62, volunteers: 61, pairs: 60, failures: vec![] };
    assert_eq!(whole.applied, Some(all));
    rows(&district).await;

    let written = everything(&district).await;
    let again = district.import(&asked).await;
    assert!(again.is_good(), "{again}");
    assert_eq!((again.preview.there_already, again.preview.possible_duplicates.len()), (123, 0));
    assert_eq!(again.applied, whole.applied);
    assert_eq!(everything(&district).await, written, "a second run writes nothing");
    district.stop().await;
}

async fn everything(district: &District) -> [u64; 3] {
    let mut messages = [0; 3];
    for (at, context) in ["referrals", "matching", "scheduling"].into_iter().enumerate() {
        messages[at] = district.messages(context).await;
    }
    messages
}

/// Begins a run, and drops it when matching's stream has so many messages.
async fn crash_when(district: &District, asked: &Pairs, messages: u64) {
    // As long as the run takes: its end would fail the test.
    let reached = eventually_within(Duration::from_mins(5), "so many messages", async || {
        (district.messages("matching").await >= messages).then_some(())
    });
    let settings = district.settings();
    tokio::select! {
        done = pairs(asked, &settings, Surroundings::of_this_machine()) => panic!("ran to its end: {}", done.unwrap()),
        () = reached => {}
    }
}

/// Every pair once, active since the right day; the others as the list says.
async fn rows(district: &District) {
    let listed = eventually("all pairs to be active", async || {
        let list = ListMatchesRequest { page_size: 200, ..ListMatchesRequest::default() };
        let listed = district.matches().list_matches(list).await.unwrap().into_inner();
        let active = listed.matches.iter().filter(|of| of.status() == MatchStatus::Active).count();
        (active == 60).then_some(listed)
    })
    .await;
    assert_eq!(listed.total, 60);
    let person_ids = listed.matches.iter().map(|of| of.person_id.clone()).collect();
    let named = district.persons().name_persons(NamePersonsRequest { person_ids }).await.unwrap().into_inner().names;
    let names: BTreeMap<_, _> = named.into_iter().map(|named| (named.person_id, named.name)).collect();
    let mut since: Vec<_> =
        listed.matches.iter().map(|of| (names[&of.person_id].clone(), of.active_since.clone())).collect();
    since.sort();
    let expected: Vec<_> = (0..PAIRS).map(|n| (format!("Äiti{n:03} Esimerkki"), met(n).to_string())).collect();
    assert_eq!(since, expected);
    for of in &listed.matches {
        assert_eq!(of.set_up_on, of.active_since);
        let until = of.active_since.parse::<Date>().unwrap().saturating_add(12.months());
        assert_eq!(of.agreed_until, until.to_string());
    }

    let waiting = ListSupportRequestsRequest { page_size: 200, ..ListSupportRequestsRequest::default() };
    let waiting = district.matches().list_support_requests(waiting).await.unwrap().into_inner().support_requests;
    let since: Vec<_> = waiting.iter().map(|of| of.waits_since.clone()).collect();
    assert_eq!(since, [met(60).to_string(), met(61).to_string()]);

    let board = ListVolunteersRequest { page_size: 200, ..ListVolunteersRequest::default() };
    let board = district.volunteers().list_volunteers(board).await.unwrap().into_inner();
    let approved = board.volunteers.iter().filter(|of| of.status() == VolunteerStatus::Approved);
    assert_eq!((board.total, approved.filter(|of| of.slots_taken == 1).count()), (61, 60));

    let all = district.referring().list_referrals(ListReferralsRequest::default()).await.unwrap().into_inner();
    assert_eq!(all.total, 62);

    let held = ListFirstMeetingsRequest { statuses: vec![FirstMeetingStatus::Held.into()], ..Default::default() };
    eventually("no first meeting to be left to plan", async || {
        let held = district.meetings().list_first_meetings(held.clone()).await.unwrap().into_inner();
        (held.total == 60).then_some(())
    })
    .await;

    // Nobody told when she was informed: the month begins with the import, not with a referral of years ago.
    let get = GetPersonRequest { person_id: waiting[0].person_id.clone() };
    let person = district.persons().get_person(get).await.unwrap().into_inner().person.unwrap();
    let due: Date = person.notice_due_on.parse().unwrap();
    let today = decider::Env::at(Surroundings::of_this_machine().now(), None).today;
    assert_eq!(due, today.saturating_add(1.month()));
}
