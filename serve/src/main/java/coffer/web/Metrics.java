package coffer.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/// Counters and one histogram in the text format of Prometheus (exposition format 0.0.4).
/// Thread-safe.
public final class Metrics {
  /// The content type of [#toText].
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final long[] BOUNDS_MICROS = {
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000, 10_000_000
  };

  private final Map<String, LongAdder> counters = new ConcurrentSkipListMap<>();
  private final LongAdder[] buckets = new LongAdder[BOUNDS_MICROS.length + 1];
  private final LongAdder nanos = new LongAdder();

  public Metrics() {
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = new LongAdder();
    }
  }

  /// Adds one to `name`, a metric with its labels such as
  /// `coffer_attestations_total{result="token"}`. The caller sees to it that there are few label
  /// values.
  public void count(String name) {
    counters.computeIfAbsent(name, _ -> new LongAdder()).increment();
  }

  /// Notes how long one request took.
  public void took(Duration time) {
    long micros = time.toNanos() / 1_000;
    int bucket = 0;
    while (bucket < BOUNDS_MICROS.length && micros > BOUNDS_MICROS[bucket]) {
      bucket++;
    }
    buckets[bucket].increment();
    nanos.add(time.toNanos());
  }

  public String toText() {
    StringBuilder out = new StringBuilder();
    String family = "";
    for (Map.Entry<String, LongAdder> counter : counters.entrySet()) {
      String name = counter.getKey().replaceAll("\\{.*", "");
      if (!name.equals(family)) {
        out.append("# TYPE %s counter\n".formatted(name));
        family = name;
      }
      out.append(counter.getKey()).append(' ').append(counter.getValue().sum()).append('\n');
    }
    histogram(out);
    return out.toString();
  }

  private void histogram(StringBuilder out) {
    out.append("# TYPE coffer_request_seconds histogram\n");
    long sum = 0;
    for (int i = 0; i < BOUNDS_MICROS.length; i++) {
      sum += buckets[i].sum();
      out.append(
          "coffer_request_seconds_bucket{le=\"%s\"} %d\n".formatted(BOUNDS_MICROS[i] / 1e6, sum));
    }
    sum += buckets[BOUNDS_MICROS.length].sum();
    out.append("coffer_request_seconds_bucket{le=\"+Inf\"} %d\n".formatted(sum));
    out.append("coffer_request_seconds_sum %s\n".formatted(nanos.sum() / 1e9));
    out.append("coffer_request_seconds_count %d\n".formatted(sum));
  }
}
