package coffer.sgx.enclave;

import coffer.bytes.Bytes;
import java.util.Arrays;
import java.util.Optional;

/// Signing keys whose private half lies in a public repository: everybody can sign as their owner.
public enum PublishedKey {
  OCCLUM(
      "83d719e77deaca1470f6baf62a4d774303c899db69020f9c70ee1dfc08c7ce9e",
      "Occlum's template Enclave.pem, which is Intel's sample Enclave1_private.pem"),
  REFERENCE_LAUNCH_ENCLAVE(
      "9664d90755bd901069d4725cdd428038473d726f1cec0edf0d78e18a596b1d4e",
      "Intel's reference launch enclave"),
  REFERENCE_LAUNCH_SIGNER(
      "fbbf17d6b0700e63ad55520f17ed6d2e06c2832217cd992bad243b5022ee83bc",
      "Intel's reference launch enclave (second key)"),
  ECLIPSE_TEMPLATE(
      "5e70caf3b3bb3b5dfaacfeaea8c2170d94e2f8c347b896f38640692b770e223f",
      "the template of Intel's Eclipse plug-in");

  private final String mrSigner;
  private final String origin;

  PublishedKey(String mrSigner, String origin) {
    this.mrSigner = mrSigner;
    this.origin = origin;
  }

  static Optional<PublishedKey> of(Bytes mrSigner) {
    String hex = mrSigner.toHex();
    return Arrays.stream(values()).filter(key -> key.mrSigner.equals(hex)).findFirst();
  }

  /// Where the key was published.
  @Override
  public String toString() {
    return origin;
  }
}
