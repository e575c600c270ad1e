use proto::{
    matching::v1::{GetVolunteerRequest, Volunteer},
    referrals::v1::{
        GetPersonRequest, GetReferralRequest, MarkReferralEnteredInErrorRequest, OrderErasureRequest, Person, Referral,
    },
};
use rpc::{
    matching::v1::volunteers_service_client::VolunteersServiceClient,
    referrals::v1::{persons_service_client::PersonsServiceClient, referrals_service_client::ReferralsServiceClient},
};

use crate::{Failed, apply::Services};

/// What an import that is undone asks and tells.
impl Services {
    pub async fn person(&self, message: GetPersonRequest) -> Result<Option<Person>, Failed> {
        let found = self.ask(&self.referrals, message, |channel, request| async move {
            PersonsServiceClient::new(channel).get_person(request).await
        });
        Ok(found.await?.into_inner().person)
    }

    pub async fn referral(&self, message: GetReferralRequest) -> Result<Option<Referral>, Failed> {
        let found = self.ask(&self.referrals, message, |channel, request| async move {
            ReferralsServiceClient::new(channel).get_referral(request).await
        });
        Ok(found.await?.into_inner().referral)
    }

    pub async fn volunteer(&self, message: GetVolunteerRequest) -> Result<Option<Volunteer>, Failed> {
        let found = self.ask(&self.matching, message, |channel, request| async move {
            VolunteersServiceClient::new(channel).get_volunteer(request).await
        });
        Ok(found.await?.into_inner().volunteer)
    }

    pub async fn enter_in_error(&self, message: MarkReferralEnteredInErrorRequest) -> Result<(), Failed> {
        let done = self.ask(&self.referrals, message, |channel, request| async move {
            ReferralsServiceClient::new(channel).mark_referral_entered_in_error(request).await
        });
        done.await.map(drop)
    }

    /// Somebody whose erasure is ordered already is as she should be.
    pub async fn erase(&self, message: OrderErasureRequest) -> Result<(), Failed> {
        let done = self.ask(&self.referrals, message, |channel, request| async move {
            PersonsServiceClient::new(channel).order_erasure(request).await
        });
        done.await.map(drop)
    }
}
