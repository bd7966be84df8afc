package coffer.snp;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a confidential container finds in its security context folder (written by
/// microsoft/hcsshim, pkg/securitypolicy): the text of its policy, the certificates of its host,
/// and the endorsement of its utility VM. Each is null when its file is missing or empty.
public record SecurityContext(
    @Nullable Bytes policy, @Nullable ThimDocument certificates, @Nullable Bytes referenceInfo) {
  public static final String POLICY = "security-policy-base64";
  public static final String CERTIFICATES = "host-amd-cert-base64";
  public static final String REFERENCE_INFO = "reference-info-base64";

  /// Reads the files through `file`, which gives the content of a name or null when there is none.
  public static SecurityContext read(Function<String, byte @Nullable []> file) {
    byte[] certificates = decoded(CERTIFICATES, file.apply(CERTIFICATES));
    try {
      return new SecurityContext(
          bytes(decoded(POLICY, file.apply(POLICY))),
          certificates == null ? null : ThimDocument.parse(certificates),
          bytes(decoded(REFERENCE_INFO, file.apply(REFERENCE_INFO))));
    } catch (MalformedException e) {
      throw e.within("security context");
    }
  }

  /// The SHA-256 of the policy text (32 bytes), which HOST_DATA must be; null without a policy.
  public @Nullable Bytes policyDigest() {
    return policy == null ? null : Digest.sha256Of(policy.toArray()).bytes();
  }

  /// Decodes the content of one of these files: standard base64, blanks around it allowed.
  public static byte @Nullable [] decoded(String name, byte @Nullable [] content) {
    if (content == null) {
      return null;
    }
    String text = new String(content, StandardCharsets.ISO_8859_1).strip();
    try {
      return text.isEmpty() ? null : Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(name + ": not base64: " + e.getMessage());
    }
  }

  private static @Nullable Bytes bytes(byte @Nullable [] content) {
    return content == null ? null : Bytes.of(content);
  }
}
