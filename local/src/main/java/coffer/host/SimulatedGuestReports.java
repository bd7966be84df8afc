package coffer.host;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.SimulatedEndorser;
import coffer.simulator.SimulatedGuest;
import coffer.simulator.SimulatedSnp;
import coffer.skr.GuestEvidence;
import coffer.skr.ReportSource;
import coffer.snp.SnpReport;
import coffer.snp.ThimDocument;
import java.io.IOException;
import java.time.Instant;

/// The simulated processor as one guest sees it: reports over its data, with the certificates and
/// the endorsement of its utility VM. What the guest was launched with is not the guest's to say.
public final class SimulatedGuestReports implements ReportSource {
  /// As Microsoft's current releases are numbered.
  private static final long UVM_SVN = 104;

  private final SimulatedSnp processor;
  private final SimulatedGuest guest;
  private final Bytes endorsement;

  private SimulatedGuestReports(SimulatedSnp processor, SimulatedGuest guest, Bytes endorsement) {
    this.processor = processor;
    this.guest = guest;
    this.endorsement = endorsement;
  }

  /// A machine under `root` with one guest of `hostData` (32 bytes).
  public static SimulatedGuestReports of(DevelopmentRoot root, Bytes hostData) throws IOException {
    SimulatedGuest guest = SimulatedGuest.of(hostData);
    byte[] endorsement =
        new SimulatedEndorser(root)
            .endorse(guest.measurement(), UVM_SVN, Instant.now())
            .document()
            .toBytes();
    return new SimulatedGuestReports(SimulatedSnp.milan(root), guest, Bytes.of(endorsement));
  }

  @Override
  public GuestEvidence report(Bytes reportData) {
    if (reportData.length() != 64) {
      throw new MalformedException("report data: 64 bytes wanted, found " + reportData.length());
    }
    SnpReport report = processor.report(reportData, guest);
    ThimDocument thim = processor.thim();
    return new GuestEvidence(Bytes.of(report.toBytes()), thim.chain(), thim.tcbm(), endorsement);
  }
}
