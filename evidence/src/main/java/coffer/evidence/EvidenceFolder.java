package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.snp.SecurityContext;
import coffer.snp.ThimDocument;
import coffer.snp.UvmEndorsement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Evidence as files in a folder: `report.bin` (1,184 bytes) and `chain.pem` (leaf first), and what
/// else the guest had: `host-amd-cert.json` or `host-amd-cert-base64`, `reference-info.cose` or
/// `reference-info-base64`, `security-policy-base64`. Without `chain.pem` the certificates of the
/// host's document are taken.
public final class EvidenceFolder {
  private static final int LARGEST = 1 << 24;

  private EvidenceFolder() {}

  /// Reads `folder`; `MalformedException` names the file that cannot be understood or is missing.
  public static SnpEvidence load(Path folder) throws IOException {
    byte[] report = required(folder, "report.bin", read(folder, "report.bin"));
    ThimDocument thim =
        parsed(folder, "host-amd-cert.json", SecurityContext.CERTIFICATES, ThimDocument::parse);
    byte[] chain = read(folder, "chain.pem");
    if (chain == null && thim != null) {
      chain = thim.chain().getBytes(StandardCharsets.ISO_8859_1);
    }
    SnpEvidence evidence = SnpEvidence.parse(report, required(folder, "chain.pem", chain));
    UvmEndorsement endorsement =
        parsed(
            folder, "reference-info.cose", SecurityContext.REFERENCE_INFO, UvmEndorsement::parse);
    byte[] policy =
        SecurityContext.decoded(SecurityContext.POLICY, read(folder, SecurityContext.POLICY));
    return new SnpEvidence(
        evidence.report(),
        evidence.chain(),
        endorsement,
        thim,
        policy == null ? null : Bytes.of(policy));
  }

  private static byte[] required(Path folder, String name, byte @Nullable [] content) {
    if (content == null) {
      throw new MalformedException(
          "%s: no %s; a report.bin and a chain.pem make evidence".formatted(folder, name));
    }
    return content;
  }

  private static <T> @Nullable T parsed(
      Path folder, String plain, String base64, Function<byte[], T> parse) throws IOException {
    byte[] content = read(folder, plain);
    String name = content == null ? base64 : plain;
    if (content == null) {
      content = SecurityContext.decoded(base64, read(folder, base64));
    }
    try {
      return content == null ? null : parse.apply(content);
    } catch (MalformedException e) {
      throw e.within(name);
    }
  }

  private static byte @Nullable [] read(Path folder, String name) throws IOException {
    try (InputStream in = Files.newInputStream(folder.resolve(name))) {
      byte[] content = in.readNBytes(LARGEST + 1);
      if (content.length > LARGEST) {
        throw new MalformedException(name + ": more than 16 MiB");
      }
      return content;
    } catch (NoSuchFileException _) {
      return null;
    }
  }
}
