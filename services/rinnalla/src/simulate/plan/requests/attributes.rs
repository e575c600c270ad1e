//! From where each came, and who they are: cells of the year's figures dealt out, and persons made to fit.

use jiff::civil::Date;
use proto::{
    programmes::v1::LanguageLevel,
    referrals::v1::{Answer, ReferralSource},
};

use super::{Maker, fates::Kind};
use crate::simulate::{
    chance::{dealt, share},
    days::{plus, plus_months},
    people::{Is, Person, month},
    year::Cells,
};

#[derive(Debug, Clone)]
pub(super) struct Attributes {
    pub(super) source: String,
    pub(super) municipality: String,
    pub(super) language: String,
    /// Outside the target group by something else than the municipality.
    pub(super) outside: bool,
}

impl Maker<'_, '_> {
    /// Source, municipality and language of each of the year's requests.
    pub(super) fn attributes(&mut self, days: &[Date], fates: &[Kind]) -> Vec<Attributes> {
        let pairs = self.line.pairs;
        let sources = dealt(&pairs.sources, self.chance);
        let codes: Vec<&String> = pairs.languages.keys().collect();
        let weights: Vec<f64> = pairs.languages.values().map(|weight| f64::from(*weight)).collect();
        let counts = share(u32::try_from(days.len()).unwrap_or(0), &weights);
        let languages = dealt(&codes.into_iter().cloned().zip(counts).collect(), self.chance);
        let (without, covered): (Vec<_>, Vec<_>) = dealt(&pairs.municipalities, self.chance)
            .into_iter()
            .partition(|code| pairs.without_agreement.contains(code));
        let (mut without, mut covered) = (without.into_iter(), covered.into_iter());
        let mut municipalities: Vec<String> = fates
            .iter()
            .map(|kind| if *kind == Kind::Uncovered { without.next() } else { covered.next() }.unwrap_or_default())
            .collect();
        for at in 0..days.len() {
            let Some(from) = pairs.covered_from.get(&municipalities[at]) else { continue };
            if days[at] < plus(*from, 5) {
                let later = (0..days.len()).rev().find(|later| {
                    days[*later] >= plus(*from, 5)
                        && fates[*later] != Kind::Uncovered
                        && !pairs.covered_from.contains_key(&municipalities[*later])
                });
                if let Some(later) = later {
                    municipalities.swap(at, later);
                }
            }
        }
        let mut made = Vec::new();
        for (at, ((source, municipality), language)) in
            sources.into_iter().zip(municipalities).zip(languages).enumerate()
        {
            made.push(Attributes { source, municipality, language, outside: fates[at] == Kind::Outside });
        }
        made
    }

    /// Attributes as the year's are shared, of a covered municipality.
    pub(super) fn any(&mut self) -> Attributes {
        let pairs = self.line.pairs;
        let mut pick = |cells: &Cells| {
            let total: u32 = cells.values().sum();
            let mut at = u32::try_from(self.chance.below(total as usize)).unwrap_or(0);
            cells
                .iter()
                .find(|(_, count)| {
                    let here = at < **count;
                    at = at.saturating_sub(**count);
                    here
                })
                .map(|(code, _)| code.clone())
                .unwrap_or_default()
        };
        let covered = |code: &&String| {
            !pairs.without_agreement.contains(code)
                && !pairs.covered_from.contains_key(*code)
                && !pairs.agreement_ends.contains(*code)
        };
        let municipalities =
            pairs.municipalities.iter().filter(|(code, _)| covered(code)).map(|(c, n)| (c.clone(), *n)).collect();
        Attributes {
            source: pick(&pairs.sources),
            municipality: pick(&municipalities),
            language: pick(&pairs.languages),
            outside: false,
        }
    }
}

/// One of the joined sources, in turn.
pub(in crate::simulate::plan) fn source_of(counted: &str, turn: usize) -> ReferralSource {
    let joined: Vec<&str> = counted.split('+').collect();
    let name = joined[turn % joined.len()].to_uppercase().replace('-', "_");
    ReferralSource::from_str_name(&format!("REFERRAL_SOURCE_{name}")).unwrap_or_default()
}

pub(super) fn disqualify(person: &mut Person, is: Is, n: usize, on: Date) {
    let facts = &mut person.facts;
    match is {
        Is::Mother => facts.immigrant_background = Answer::No.into(),
        Is::Young if n.is_multiple_of(2) => facts.in_child_protection = Answer::Yes.into(),
        Is::Young => facts.birth_month = month(plus_months(on, -12 * 18 - 7)),
        Is::SmallFamily => facts.child_birth_months = vec![month(plus_months(on, -12 * 10))],
        Is::Professional => {
            for spoken in facts.languages.iter_mut().filter(|spoken| spoken.code == "fi") {
                spoken.level = LanguageLevel::Beginner.into();
            }
        }
    }
}

pub(super) fn wish(n: usize) -> &'static str {
    [
        "Toivoo ystävää, jonka kanssa puhua suomea ja käydä puistossa lasten kanssa.",
        "Kaipaa seuraa arkeen; puoliso tekee vuorotyötä.",
        "Haluaa tutustua paikkakuntaan ja harrastuksiin.",
        "Toivoo juttuseuraa vanhemmuudesta.",
        "Haluaa rohkaistua puhumaan suomea.",
        "",
    ][n % 6]
}
