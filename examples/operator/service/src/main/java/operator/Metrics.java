package operator;

import java.util.concurrent.atomic.LongAdder;

/// What happened since the start, in Prometheus' text format.
final class Metrics {
  final LongAdder mapped = new LongAdder();
  final LongAdder optedOut = new LongAdder();
  final LongAdder badRequests = new LongAdder();
  final LongAdder attested = new LongAdder();
  final LongAdder refused = new LongAdder();

  String toText(State state) {
    StringBuilder text = new StringBuilder();
    counter(text, "operator_identifiers_mapped_total", "Identifiers that got an id.", mapped);
    counter(text, "operator_identifiers_optout_total", "Identifiers refused: opt-out.", optedOut);
    counter(text, "operator_bad_requests_total", "Requests that were not understood.", badRequests);
    counter(text, "operator_attestations_total", "Times that Core released keys.", attested);
    counter(text, "operator_attestations_failed_total", "Times that it did not.", refused);
    text.append("# HELP operator_ready Whether identifiers are mapped.\n")
        .append("# TYPE operator_ready gauge\noperator_ready ")
        .append(state instanceof State.Ready ? 1 : 0);
    return text.append('\n').toString();
  }

  private static void counter(StringBuilder text, String name, String help, LongAdder value) {
    text.append(
        "# HELP %s %s\n# TYPE %s counter\n%s %d\n".formatted(name, help, name, name, value.sum()));
  }
}
