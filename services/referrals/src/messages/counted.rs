use opentelemetry::{KeyValue, global};
use proto::referrals::v1::{MessageChannel, MessageTemplate};

/// Counts what became of messages, by template and channel.
pub(crate) fn counted(outcome: &'static str, template: MessageTemplate, channel: MessageChannel) {
    let counter = global::meter("rinnalla").u64_counter("messages").with_description("Messages to referrers").build();
    let by = [
        KeyValue::new("outcome", outcome),
        KeyValue::new("template", template.as_str_name()),
        KeyValue::new("channel", channel.as_str_name()),
    ];
    counter.add(1, &by);
}
