package coffer.skr;

import java.io.IOException;

/// Who turns this guest's evidence into tokens.
@FunctionalInterface
public interface TokenSource {
  /// A token of the service at `endpoint` (host, or host and port) over `runtimeData`, the UTF-8
  /// text of a JSON object. `IOException` when there is no report or nobody answers.
  Attested token(String endpoint, byte[] runtimeData) throws IOException;

  /// The answer of an attestation service.
  sealed interface Attested {
    /// A JWT in compact form.
    record Token(String jwt) implements Attested {}

    /// The service does not believe this guest. `reason` is the service's own, for people.
    record Refused(String reason) implements Attested {}
  }
}
