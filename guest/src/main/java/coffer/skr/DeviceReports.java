package coffer.skr;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.device.SnpDevice;
import coffer.snp.SecurityContext;
import coffer.snp.SnpReport;
import coffer.snp.TcbVersion;
import coffer.snp.ThimDocument;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reports of an SEV-SNP guest in Azure: from its device, with the certificates of its host and the
/// endorsement of its utility VM from the security context. Where the certificates are missing, or
/// are those of another TCB version than the report's (the host was updated), new ones are asked of
/// the machine's THIM service.
public final class DeviceReports implements ReportSource {
  private static final URI THIM =
      URI.create("http://169.254.169.254/metadata/THIM/amd/certification");
  private static final Map<String, String> METADATA = Map.of("Metadata", "true");

  private final SnpDevice device;
  private final SecurityContext context;
  private final HttpDocuments http;
  private volatile @Nullable ThimDocument certificates;

  /// @param http reaches the machine's metadata service
  public DeviceReports(SnpDevice device, SecurityContext context, HttpDocuments http) {
    this.device = device;
    this.context = context;
    this.http = http;
    this.certificates = context.certificates();
  }

  @Override
  public GuestEvidence report(Bytes reportData) throws IOException {
    Bytes report = device.report(reportData);
    ThimDocument known = certificates;
    if (known == null || !known.tcbm().equals(tcb(report))) {
      known = fetch(known, tcb(report));
      certificates = known;
      report = device.report(reportData);
      check(known.tcbm(), tcb(report));
    }
    Bytes endorsement = context.referenceInfo();
    return new GuestEvidence(
        report,
        known.chain(),
        known.tcbm(),
        endorsement == null ? Bytes.of(new byte[0]) : endorsement);
  }

  private static TcbVersion tcb(Bytes report) throws IOException {
    try {
      return SnpReport.parse(report.toArray()).body().reportedTcb();
    } catch (MalformedException e) {
      throw new IOException("the device's report: " + e.getMessage(), e);
    }
  }

  private ThimDocument fetch(@Nullable ThimDocument old, TcbVersion wanted) throws IOException {
    String why =
        old == null
            ? "the security context has no certificates"
            : "certificates for TCB %s wanted, the security context has %s"
                .formatted(wanted, old.tcbm());
    try {
      HttpDocuments.Reply reply = http.get(THIM, METADATA);
      if (!reply.ok()) {
        throw new IOException(reply.problem());
      }
      return ThimDocument.parse(reply.body());
    } catch (IOException | MalformedException e) {
      throw new IOException("%s, and THIM gives none: %s".formatted(why, e.getMessage()), e);
    }
  }

  private static void check(TcbVersion certified, TcbVersion reported) throws IOException {
    if (!certified.equals(reported)) {
      throw new IOException(
          "certificates for TCB %s wanted, THIM has those for %s; the host is being updated, try"
                  .formatted(reported, certified)
              + " again later");
    }
  }
}
