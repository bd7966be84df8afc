package operator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/// Who opted out: SHA-256 hashes of identifiers in Base64, one a line.
record OptOut(Remote remote) {
  Set<String> hashes() throws IOException, InterruptedException {
    return new String(remote.get("/optout/hashes"), StandardCharsets.US_ASCII)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }
}
