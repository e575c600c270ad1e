use std::collections::HashMap;

use decider::DistrictId;
use proto::{
    installation::v1::{DistrictOpened, DistrictRules},
    referrals::v1 as pb,
};
use serde::Deserialize;

use crate::data::{DataError, Faults, is_municipality, is_region, toml};

/// What an operator states of a district.
#[derive(Debug, Clone, PartialEq)]
pub struct DistrictFile {
    pub id: DistrictId,
    pub opened: DistrictOpened,
    pub agreements: Vec<pb::PartnerAgreement>,
    pub grants: Vec<pb::Grant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedDistrict {
    district_id: String,
    name: String,
    #[serde(default)]
    region_code: String,
    audiences: Vec<String>,
    programme_ids: Vec<String>,
    #[serde(default)]
    demo: bool,
    rules: Rules,
    #[serde(default)]
    partner: Vec<StatedPartner>,
    #[serde(default)]
    agreement: Vec<StatedAgreement>,
    #[serde(default)]
    grant: Vec<StatedGrant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    excludes_child_protection: bool,
    smallest_cell: u32,
    two_approvers: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedPartner {
    partner_id: String,
    name: String,
    kind: PartnerKind,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PartnerKind {
    Municipality,
    WellbeingCounty,
    JointAuthority,
    Funder,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedAgreement {
    agreement_id: String,
    partner_id: String,
    scope: Scope,
    valid_from: String,
    #[serde(default)]
    valid_to: String,
    coverage: Vec<Coverage>,
    euros_per_year: Option<u32>,
    #[serde(default)]
    emphasis: String,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Scope {
    OneProgramme,
    FamilyPackage,
    Strategic,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Coverage {
    programme_id: String,
    /// Empty: every municipality.
    municipality_codes: Vec<String>,
    #[serde(default)]
    from: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedGrant {
    grant_id: String,
    name: String,
    funders: Vec<String>,
    valid_from: String,
    #[serde(default)]
    valid_to: String,
    euros: Option<u32>,
    programme_ids: Vec<String>,
    #[serde(default)]
    eu_funded: bool,
}

/// No figure may show a number smaller than this.
const SMALLEST_CELL: u32 = 3;

/// Reads one district.
pub fn parse_district(text: &str) -> Result<DistrictFile, DataError> {
    let district: StatedDistrict = toml(text)?;
    let mut faults = faults(&district);
    let id = district.district_id.parse().map_err(|error| faults.add(format!("district_id: {error}")));
    let partners: HashMap<String, pb::Partner> =
        district.partner.into_iter().map(|partner| (partner.partner_id.clone(), partner.into())).collect();
    let agreements = district.agreement.into_iter().map(|agreement| agreement.with(&partners, &mut faults)).collect();
    let Rules { excludes_child_protection, smallest_cell, two_approvers } = district.rules;
    let opened = DistrictOpened {
        district_id: district.district_id,
        name: district.name,
        region_code: district.region_code,
        audiences: district.audiences,
        rules: Some(DistrictRules { excludes_child_protection, smallest_cell, two_approvers }),
        programme_ids: district.programme_ids,
        demo: district.demo,
    };
    let grants = district.grant.into_iter().map(Into::into).collect();
    match id {
        Ok(id) => faults.settled(DistrictFile { id, opened, agreements, grants }),
        Err(()) => Err(faults.into()),
    }
}

fn faults(district: &StatedDistrict) -> Faults {
    let mut faults = Faults::default();
    let StatedDistrict { programme_ids, rules, region_code, .. } = district;
    faults.must(!district.name.trim().is_empty(), || "name is required".to_owned());
    faults.must(region_code.is_empty() || is_region(region_code), || format!("{region_code:?} is no region"));
    faults.must(rules.smallest_cell >= SMALLEST_CELL, || format!("smallest_cell is at least {SMALLEST_CELL}"));
    faults.must(!programme_ids.is_empty(), || "programme_ids names what the district runs".to_owned());
    faults.unique("programme_ids", programme_ids.iter().map(String::as_str));
    district.audiences.iter().for_each(|audience| faults.slug("audience", audience));
    faults.unique("partner_id", district.partner.iter().map(|partner| partner.partner_id.as_str()));
    faults.unique("agreement_id", district.agreement.iter().map(|agreement| agreement.agreement_id.as_str()));
    faults.unique("grant_id", district.grant.iter().map(|grant| grant.grant_id.as_str()));
    for partner in &district.partner {
        faults.slug("partner_id", &partner.partner_id);
        faults.must(!partner.name.trim().is_empty(), || format!("partner {} needs a name", partner.partner_id));
    }
    for agreement in &district.agreement {
        faults.slug("agreement_id", &agreement.agreement_id);
        validity(&mut faults, &agreement.agreement_id, &agreement.valid_from, &agreement.valid_to);
        for coverage in &agreement.coverage {
            let Coverage { programme_id, municipality_codes, from } = coverage;
            run_here(&mut faults, district, &agreement.agreement_id, programme_id);
            faults.optional_date("from", from);
            for code in municipality_codes {
                faults.must(is_municipality(code), || {
                    format!("agreement {}: {code:?} is no municipality", agreement.agreement_id)
                });
            }
        }
    }
    for grant in &district.grant {
        faults.slug("grant_id", &grant.grant_id);
        validity(&mut faults, &grant.grant_id, &grant.valid_from, &grant.valid_to);
        faults.must(!grant.funders.is_empty(), || format!("grant {} needs a funder", grant.grant_id));
        for programme_id in &grant.programme_ids {
            run_here(&mut faults, district, &grant.grant_id, programme_id);
        }
    }
    faults
}

fn validity(faults: &mut Faults, what: &str, from: &str, to: &str) {
    faults.date("valid_from", from);
    faults.optional_date("valid_to", to);
    // ISO dates sort as text.
    faults.must(to.is_empty() || from <= to, || format!("{what} ends before it begins"));
}

fn run_here(faults: &mut Faults, district: &StatedDistrict, what: &str, programme_id: &str) {
    let runs = district.programme_ids.iter().any(|id| id == programme_id);
    faults.must(runs, || format!("{what}: the district does not run {programme_id:?}"));
}

impl StatedAgreement {
    fn with(self, partners: &HashMap<String, pb::Partner>, faults: &mut Faults) -> pb::PartnerAgreement {
        let partner = partners.get(&self.partner_id).cloned();
        faults.must(partner.is_some(), || format!("{}: no partner {:?}", self.agreement_id, self.partner_id));
        let scope = match self.scope {
            Scope::OneProgramme => pb::AgreementScope::OneProgramme,
            Scope::FamilyPackage => pb::AgreementScope::FamilyPackage,
            Scope::Strategic => pb::AgreementScope::Strategic,
        };
        let coverage = |Coverage { programme_id, municipality_codes, from }| pb::Coverage {
            programme_id,
            municipality_codes,
            from,
        };
        pb::PartnerAgreement {
            agreement_id: self.agreement_id,
            partner,
            scope: scope.into(),
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            coverage: self.coverage.into_iter().map(coverage).collect(),
            euros_per_year: self.euros_per_year,
            emphasis: self.emphasis,
        }
    }
}

impl From<StatedPartner> for pb::Partner {
    fn from(StatedPartner { partner_id, name, kind }: StatedPartner) -> Self {
        let kind = match kind {
            PartnerKind::Municipality => pb::PartnerKind::Municipality,
            PartnerKind::WellbeingCounty => pb::PartnerKind::WellbeingCounty,
            PartnerKind::JointAuthority => pb::PartnerKind::JointAuthority,
            PartnerKind::Funder => pb::PartnerKind::Funder,
        };
        Self { partner_id, name, kind: kind.into() }
    }
}

impl From<StatedGrant> for pb::Grant {
    fn from(grant: StatedGrant) -> Self {
        Self {
            grant_id: grant.grant_id,
            name: grant.name,
            funders: grant.funders,
            valid_from: grant.valid_from,
            valid_to: grant.valid_to,
            euros: grant.euros,
            programme_ids: grant.programme_ids,
            eu_funded: grant.eu_funded,
        }
    }
}
