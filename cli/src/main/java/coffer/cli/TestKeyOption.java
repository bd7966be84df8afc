package coffer.cli;

import coffer.sgx.enclave.EnclaveKey;
import coffer.sgx.enclave.PublishedKey;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Whether enclaves may be signed with a key that is no secret.
final class TestKeyOption {
  @Option(
      names = "--allow-test-key",
      description = {
        "Accept a key that others know: one published with an SDK, or in a file that",
        "others can read. For tests: anybody can sign as its owner."
      })
  boolean allowed;

  /// Refuses published keys unless they are allowed.
  void check(EnclaveKey key) {
    Optional<PublishedKey> published = key.published();
    if (published.isPresent() && !allowed) {
      throw new CommandFailure(
          ExitCode.REJECTED,
          "key: MRSIGNER %s is that of a published key: %s"
              .formatted(key.mrSigner(), published.get()),
          "anybody can sign with it; make a key with 'openssl genrsa -3 -out key.pem 3072', or"
              + " say --allow-test-key for a test");
    }
  }
}
