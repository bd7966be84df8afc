package coffer.cli;

import coffer.fragment.CoseAlgorithm;
import coffer.fragment.FragmentSigner;
import coffer.fragment.SignedFragment;
import coffer.pem.PemKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Who signs a fragment, and under which name it is published.
final class FragmentSigningOptions {
  @Option(
      names = {"-k", "--key"},
      paramLabel = "FILE",
      description = "The private key to sign with (PEM).")
  @Nullable Path key;

  @Option(
      names = "--chain",
      paramLabel = "FILE",
      description = "The key's certificate and those above it (PEM).")
  @Nullable Path chain;

  @Option(
      names = "--algo",
      paramLabel = "NAME",
      description = "ES384 (default), ES256, ES512, PS256, PS384, PS512 or EdDSA.")
  String algorithm = "ES384";

  @Option(
      names = {"-f", "--feed"},
      paramLabel = "NAME",
      description = "The name it is published under (default: --image-target without tag).")
  @Nullable String feed;

  @Option(
      names = "--image-target",
      paramLabel = "NAME",
      description = "The image that the fragment is for.")
  @Nullable String target;

  @Option(
      names = "--out-signed-fragment",
      description = "Write the signed fragment to standard output, and no files.")
  boolean toStandardOutput;

  @Option(
      names = {"-u", "--upload-fragment"},
      description =
          "Attach the signed fragment to --image-target, else to the image, in its registry.")
  boolean upload;

  void check() {
    if (upload && (key == null || target == null && feed == null)) {
      throw PolicyGroupOptions.failure(
          "--upload-fragment needs --key and --chain, and --image-target or --feed");
    }
    if (target != null && !upload) {
      throw PolicyGroupOptions.failure("--image-target needs --upload-fragment");
    }
    if ((key == null) != (chain == null)) {
      throw PolicyGroupOptions.failure("--key and --chain go together");
    }
    if (toStandardOutput && key == null) {
      throw PolicyGroupOptions.failure("--out-signed-fragment needs --key and --chain");
    }
  }

  boolean isSigning() {
    return key != null;
  }

  SignedFragment sign(String text) throws IOException {
    if (key == null || chain == null) {
      throw PolicyGroupOptions.failure("--key and --chain wanted");
    }
    FragmentSigner signer =
        new FragmentSigner(
            PemKeys.privateKey(TextFile.read(key)),
            PemKeys.certificates(Files.readAllBytes(chain)),
            CoseAlgorithm.of(algorithm));
    return signer.sign(text, feed());
  }

  private String feed() {
    if (feed != null || target == null) {
      return feed == null ? "" : feed;
    }
    int digest = target.indexOf("@sha256:");
    int colon = target.indexOf(':');
    return target.substring(0, digest >= 0 ? digest : colon >= 0 ? colon : target.length());
  }
}
