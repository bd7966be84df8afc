package coffer.simulator;

import coffer.bytes.Bytes;
import coffer.snp.MitigationVectors;
import coffer.snp.ReportFlags;
import coffer.snp.SigningKey;
import coffer.snp.SnpProduct;
import coffer.snp.SnpReport;
import coffer.snp.SnpReportBody;
import coffer.snp.SnpSignature;
import coffer.snp.TcbVersion;
import coffer.snp.ThimDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.stream.Collectors;

/// A simulated SEV-SNP machine: signs reports for its guests with a VCEK (or VLEK) under the
/// development root. The key lives as long as this object. Safe for use by many threads.
public final class SimulatedSnp {
  private static final int CACHE_SECONDS = 86_400;
  private static final Bytes NO_MIGRATION_AGENT = Bytes.parseHex("ff".repeat(32));

  private final SimulatedPlatform platform;
  private final KeyPair key;
  private final X509Certificate leaf;
  private final String above;
  private final Bytes reportId;

  /// A machine of `platform` under `root`.
  public SimulatedSnp(DevelopmentRoot root, SimulatedPlatform platform) throws IOException {
    this.platform = platform;
    this.key = Keys.p384();
    this.leaf =
        root.issue(
            key.getPublic(),
            new Certificates.LeafFacts(
                platform.key(), platform.product(), platform.tcb(), platform.hardwareId()));
    this.above =
        root.above(platform.key()).stream().map(PemFiles::pem).collect(Collectors.joining());
    byte[] id = new byte[32];
    new SecureRandom().nextBytes(id);
    this.reportId = Bytes.of(id);
  }

  /// A Milan machine, as most of Azure's for containers are.
  public static SimulatedSnp milan(DevelopmentRoot root) throws IOException {
    return new SimulatedSnp(root, SimulatedPlatform.of(SnpProduct.MILAN));
  }

  /// A signed report of 1,184 bytes over 64 bytes of report data, for a guest whose policy has the
  /// digest `hostData` (32 bytes).
  public SnpReport report(Bytes reportData, Bytes hostData) {
    return report(reportData, SimulatedGuest.of(hostData));
  }

  /// A signed report for any guest.
  public SnpReport report(Bytes reportData, SimulatedGuest guest) {
    return sign(body(reportData, guest));
  }

  /// Signs any body, also one that contradicts the certificate.
  public SnpReport sign(SnpReportBody body) {
    try {
      Signature signer = Signature.getInstance("SHA384withECDSAinP1363Format");
      signer.initSign(key.getPrivate());
      signer.update(body.toBytes().toArray());
      return SnpReport.of(body, SnpSignature.ofP1363(signer.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key made here does not sign", e);
    }
  }

  /// The fields of a report, not yet signed.
  public SnpReportBody body(Bytes reportData, SimulatedGuest guest) {
    TcbVersion tcb = platform.tcb();
    boolean vlek = platform.key() == SigningKey.VLEK;
    return new SnpReportBody(
        platform.reportVersion(),
        guest.guestSvn(),
        guest.policy(),
        Bytes.parseHex("01" + "00".repeat(15)),
        Bytes.parseHex("02" + "00".repeat(15)),
        guest.vmpl(),
        1,
        tcb,
        platform.info(),
        vlek ? ReportFlags.VLEK : ReportFlags.VCEK,
        reportData,
        guest.measurement(),
        guest.hostData(),
        Bytes.of(new byte[48]),
        Bytes.of(new byte[48]),
        reportId,
        NO_MIGRATION_AGENT,
        tcb,
        platform.reportVersion() >= 3 ? platform.cpuid() : null,
        platform.chipId(),
        tcb,
        platform.firmware(),
        platform.firmware(),
        tcb,
        platform.reportVersion() == 5 ? new MitigationVectors(0, 0) : null);
  }

  /// The certificates from the report-signing key up to the development root, in PEM.
  public byte[] chainPem() {
    return (PemFiles.pem(leaf) + above).getBytes(StandardCharsets.US_ASCII);
  }

  /// The same as Azure's hardware identity service hands them out.
  public ThimDocument thim() {
    return new ThimDocument(
        PemFiles.pem(leaf), platform.tcb(), above, Integer.toString(CACHE_SECONDS));
  }
}
