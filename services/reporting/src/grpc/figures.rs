mod get_figures;
mod get_publication;
mod list_expected_waits;
mod list_indicators;
mod list_publications;
mod preview_publication;
mod publish_figures;
mod table;

use edge::Violations;
use proto::reporting::v1::{
    GetFiguresRequest, GetFiguresResponse, GetPublicationRequest, GetPublicationResponse, ListExpectedWaitsRequest,
    ListExpectedWaitsResponse, ListIndicatorsRequest, ListIndicatorsResponse, ListPublicationsRequest,
    ListPublicationsResponse, PreviewPublicationRequest, PreviewPublicationResponse, PublishFiguresRequest,
    PublishFiguresResponse,
};
use rpc::reporting::v1::figures_service_server::FiguresService;

use super::FiguresGrpc;

edge::service! {
    "rinnalla.reporting.v1", FiguresService for FiguresGrpc;
    list_indicators: "ListIndicators", ListIndicatorsRequest => ListIndicatorsResponse;
    get_figures: "GetFigures", GetFiguresRequest => GetFiguresResponse;
    list_expected_waits: "ListExpectedWaits", ListExpectedWaitsRequest => ListExpectedWaitsResponse;
    publish_figures: "PublishFigures", PublishFiguresRequest => PublishFiguresResponse;
    preview_publication: "PreviewPublication", PreviewPublicationRequest => PreviewPublicationResponse;
    list_publications: "ListPublications", ListPublicationsRequest => ListPublicationsResponse;
    get_publication: "GetPublication", GetPublicationRequest => GetPublicationResponse;
}

/// A calendar year that a date can have.
fn read_year(violations: &mut Violations, field: &str, year: u32) -> i16 {
    let read = i16::try_from(year).ok().filter(|year| (1900..=2200).contains(year));
    read.unwrap_or_else(|| {
        violations.add(field, "must be a year like 2025");
        2000
    })
}
