package coffer.skr;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.snp.SnpReport;
import coffer.snp.TcbVersion;
import java.nio.charset.StandardCharsets;

/// A report of 1,184 bytes, the PEM text of its certificates from the leaf to the root, the TCB
/// version that they are for, and the signed endorsement of the utility VM (COSE_Sign1; empty when
/// there is none).
public record GuestEvidence(
    Bytes report, String chainPem, TcbVersion endorsedTcb, Bytes uvmEndorsement) {
  public GuestEvidence {
    if (report.length() != SnpReport.LENGTH) {
      throw new MalformedException(
          "report: %d bytes wanted, found %d".formatted(SnpReport.LENGTH, report.length()));
    }
  }

  /// Reads the members of the sidecar's `/attest/combined`.
  public static GuestEvidence parse(Json.Obj combined) {
    return new GuestEvidence(
        Bytes.of(Base64Text.decode(combined.string("evidence"))),
        new String(Base64Text.decode(combined.string("endorsements")), StandardCharsets.ISO_8859_1),
        TcbVersion.parse(combined.string("endorsed_tcb")),
        Bytes.of(Base64Text.decode(combined.string("uvm_endorsements"))));
  }

  /// The members of the sidecar's `/attest/combined`: `endorsed_tcb` in hex, and `endorsements`,
  /// `evidence` and `uvm_endorsements` in base64.
  public Json.Obj toJson() {
    byte[] chain = chainPem.getBytes(StandardCharsets.ISO_8859_1);
    return Json.object()
        .put("endorsed_tcb", endorsedTcb.toString())
        .put("endorsements", Base64Text.standard(chain))
        .put("evidence", Base64Text.standard(report.toArray()))
        .put("uvm_endorsements", Base64Text.standard(uvmEndorsement.toArray()))
        .build();
  }
}
