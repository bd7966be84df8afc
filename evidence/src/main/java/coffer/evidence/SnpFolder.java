package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.snp.SecurityContext;
import coffer.snp.SnpReport;
import coffer.snp.ThimDocument;
import coffer.snp.UvmEndorsement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Evidence of a confidential VM as files in a folder: `report.bin` (1,184 bytes) and `chain.pem`
/// (leaf first), and what else the guest had: `host-amd-cert.json` or `host-amd-cert-base64`,
/// `reference-info.cose` or `reference-info-base64`, `security-policy-base64`; AMD's revocation
/// list as `crl.der` or `crl.pem`. Without `chain.pem` the certificates of the host's document are
/// taken.
public final class SnpFolder {
  static final String REPORT = "report.bin";
  static final String CHAIN = "chain.pem";

  private static final String THIM = "host-amd-cert.json";
  private static final String ENDORSEMENT = "reference-info.cose";
  private static final String CRL = "crl.der";
  private static final String HINT = "a report.bin and a chain.pem make evidence";

  private SnpFolder() {}

  /// Reads `folder`; `MalformedException` names the file that cannot be understood or is missing.
  public static SnpEvidence load(Path folder) throws IOException {
    return load(new FolderFiles(folder));
  }

  /// The files that [#load] reads this evidence from, by name.
  public static SortedMap<String, byte[]> files(SnpEvidence evidence) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put(REPORT, evidence.report().toBytes());
    files.put(CHAIN, evidence.chain().toPem().getBytes(StandardCharsets.ISO_8859_1));
    ThimDocument thim = evidence.thim();
    if (thim != null) {
      files.put(THIM, thim.toBytes());
    }
    UvmEndorsement endorsement = evidence.endorsement();
    if (endorsement != null) {
      files.put(ENDORSEMENT, endorsement.document().toBytes());
    }
    Bytes policy = evidence.policyText();
    if (policy != null) {
      files.put(SecurityContext.POLICY, Base64.getEncoder().encode(policy.toArray()));
    }
    RevocationList crl = evidence.crl();
    if (crl != null) {
      files.put(CRL, crl.toBytes().toArray());
    }
    return files;
  }

  static SnpEvidence load(FolderFiles files) throws IOException {
    byte[] report = files.required(REPORT, HINT);
    ThimDocument thim = parsed(files, THIM, SecurityContext.CERTIFICATES, ThimDocument::parse);
    byte[] chain = files.read(CHAIN);
    if (chain == null) {
      chain =
          thim == null
              ? files.required(CHAIN, HINT)
              : thim.chain().getBytes(StandardCharsets.ISO_8859_1);
    }
    UvmEndorsement endorsement =
        parsed(files, ENDORSEMENT, SecurityContext.REFERENCE_INFO, UvmEndorsement::parse);
    byte[] policy =
        SecurityContext.decoded(SecurityContext.POLICY, files.read(SecurityContext.POLICY));
    RevocationList crl = files.parsed(CRL, RevocationList::parse);
    return new SnpEvidence(
        FolderFiles.parsed(REPORT, report, SnpReport::parse),
        FolderFiles.parsed(CHAIN, chain, CertificateChain::parse),
        endorsement,
        thim,
        policy == null ? null : Bytes.of(policy),
        crl == null ? files.parsed("crl.pem", RevocationList::parse) : crl);
  }

  private static <T> @Nullable T parsed(
      FolderFiles files, String plain, String base64, Function<byte[], T> parse)
      throws IOException {
    byte[] content = files.read(plain);
    String name = content == null ? base64 : plain;
    if (content == null) {
      content = SecurityContext.decoded(base64, files.read(base64));
    }
    try {
      return content == null ? null : parse.apply(content);
    } catch (MalformedException e) {
      throw e.within(name);
    }
  }
}
