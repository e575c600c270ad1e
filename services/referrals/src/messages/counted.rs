use opentelemetry::{KeyValue, global};
use proto::referrals::v1::MessageTemplate;

/// Counts what became of messages, by template.
pub(crate) fn counted(outcome: &'static str, template: MessageTemplate) {
    let counter = global::meter("rinnalla").u64_counter("messages").with_description("Messages to referrers").build();
    counter.add(1, &[KeyValue::new("outcome", outcome), KeyValue::new("template", template.as_str_name())]);
}
