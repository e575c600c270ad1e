//! Figures of organisations that were trained to run a programme. No person stands behind one.

macro_rules! trained {
    ($when:literal) => {
        concat!(
            "select case $5::int when 1 then t.programme else '' end, count(*), count(*)
             from trained_organisation t
             where t.district = $1 and ",
            $when,
            " and ($4 = '' or t.programme = $4) group by 1"
        )
    };
}

pub(super) const TRAINED: &str = trained!("t.trained_on between $2 and $3");
pub(super) const TRAINED_TO_DATE: &str = trained!("t.trained_on <= $3 and $2::date <= $3");
