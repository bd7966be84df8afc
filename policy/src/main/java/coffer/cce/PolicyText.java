package coffer.cce;

import coffer.bytes.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A policy as the Rego text that goes to the utility VM; every byte of it counts.
public record PolicyText(String text) {
  /// SHA-256 of the text: what the hardware reports as `host_data` (32 bytes).
  public Digest digest() {
    return Digest.sha256Of(utf8());
  }

  /// The text in base64, one line: the value of `ccePolicy` in a template.
  public String base64() {
    return Base64.getEncoder().encodeToString(utf8());
  }

  /// The policy that the text states; see [PolicyReader].
  public Policy model() {
    return PolicyReader.read(text);
  }

  private byte[] utf8() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return text;
  }
}
