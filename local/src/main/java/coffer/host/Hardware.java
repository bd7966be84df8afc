package coffer.host;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.simulator.SimulatedSnp;
import coffer.skr.GuestEvidence;
import coffer.snp.SnpReport;
import coffer.snp.ThimDocument;
import java.nio.charset.StandardCharsets;

/// The simulated processor as one guest sees it: `{"reportData":HEX}` in, evidence out. What the
/// guest was launched with is not the guest's to say.
record Hardware(SimulatedSnp processor, Bytes hostData) {
  byte[] answer(byte[] request) {
    Json.Obj answer;
    try {
      Bytes reportData = Bytes.parseHex(Json.parseObject(request).string("reportData"));
      answer = report(reportData).toJson();
    } catch (MalformedException e) {
      answer = Json.object().put("error", e.getMessage()).build();
    }
    return answer.toCompact().getBytes(StandardCharsets.UTF_8);
  }

  private GuestEvidence report(Bytes reportData) {
    if (reportData.length() != 64) {
      throw new MalformedException("report data: 64 bytes wanted, found " + reportData.length());
    }
    SnpReport report = processor.report(reportData, hostData);
    ThimDocument thim = processor.thim();
    return new GuestEvidence(
        Bytes.of(report.toBytes()), thim.chain(), thim.tcbm(), Bytes.of(new byte[0]));
  }
}
