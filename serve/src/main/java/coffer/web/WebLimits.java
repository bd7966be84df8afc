package coffer.web;

import java.time.Duration;

/// What one server gives to its clients at most.
///
/// @param bodyBytes of one request
/// @param connections that are open at once
/// @param requests that are worked on at once; four times as many wait, for a second at most
/// @param perSecond requests of one client address; 0 is no limit
/// @param requestTime from the first byte of a request to its last one
/// @param idleTime in which nothing comes on an open connection
/// @param stopTime that requests under way get when the server stops
public record WebLimits(
    int bodyBytes,
    int connections,
    int requests,
    int perSecond,
    Duration requestTime,
    Duration idleTime,
    Duration stopTime) {
  public static final WebLimits DEFAULT =
      new WebLimits(
          1 << 20,
          4096,
          256,
          0,
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10));

  public WebLimits withPerSecond(int wanted) {
    return new WebLimits(bodyBytes, connections, requests, wanted, requestTime, idleTime, stopTime);
  }

  public WebLimits withRequestTime(Duration wanted) {
    return new WebLimits(bodyBytes, connections, requests, perSecond, wanted, idleTime, stopTime);
  }

  public WebLimits withBodyBytes(int wanted) {
    return new WebLimits(wanted, connections, requests, perSecond, requestTime, idleTime, stopTime);
  }
}
