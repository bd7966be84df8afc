package coffer.web;

import coffer.json.Json;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// What every service has for those who run it: `/health/live`, `/health/ready` and `/metrics`,
/// beside the service's own paths, which it counts and times.
public final class Operations implements WebService {
  private final WebService service;
  private final Metrics metrics;
  private final BooleanSupplier ready;
  private final AtomicBoolean stopping = new AtomicBoolean();

  /// `ready` says whether the service can do its work now.
  public Operations(WebService service, Metrics metrics, BooleanSupplier ready) {
    this.service = service;
    this.metrics = metrics;
    this.ready = ready;
  }

  /// From now on `/health/ready` says no, so that no new clients are sent here.
  public void stopping() {
    stopping.set(true);
  }

  @Override
  public WebAnswer answer(WebRequest request) {
    return switch (request.path()) {
      case "/health/live" -> status(true, "live");
      case "/health/ready" -> status(!stopping.get() && ready.getAsBoolean(), "ready");
      case "/metrics" -> WebAnswer.of(200, Metrics.CONTENT_TYPE, metrics.toText());
      default -> counted(request);
    };
  }

  private static WebAnswer status(boolean ok, String word) {
    return WebAnswer.json(
        ok ? 200 : 503, Json.object().put("status", ok ? word : "not " + word).build());
  }

  private WebAnswer counted(WebRequest request) {
    long begin = System.nanoTime();
    int status = 500;
    try {
      WebAnswer answer = service.answer(request);
      status = answer.status();
      return answer;
    } finally {
      metrics.took(Duration.ofNanos(System.nanoTime() - begin));
      metrics.count("coffer_requests_total{status=\"%d\"}".formatted(status));
    }
  }
}
