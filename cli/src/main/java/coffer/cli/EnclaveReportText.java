package coffer.cli;

import coffer.json.Json;
import coffer.sgx.enclave.EnclaveIdentity;
import coffer.sgx.enclave.EnclaveMeasurement;
import coffer.sgx.enclave.SigStructBody;
import coffer.sgx.quote.EnclaveAttributes;

/// A signed enclave's facts, for people and for programs.
record EnclaveReportText(String name, EnclaveIdentity identity) {
  /// The largest enclave of processors before Ice Lake servers.
  private static final long OLD_LIMIT = 1L << 36;

  private static final int PAGE = 4096;

  /// As lines of a name and a value.
  String toText() {
    SigStructBody body = identity.sigStruct().body();
    EnclaveMeasurement pages = identity.measurement();
    Facts facts = new Facts();
    facts.add("MRENCLAVE", pages.mrEnclave());
    facts.add("MRSIGNER", identity.sigStruct().mrSigner());
    facts.add("ISVPRODID", body.isvProdId());
    facts.add("ISVSVN", body.isvSvn());
    if (!body.isvFamilyId().isZero() || !body.isvExtProdId().isZero()) {
      facts.add("ISVFAMILYID", body.isvFamilyId());
      facts.add("ISVEXTPRODID", body.isvExtProdId());
    }
    facts.add("debug", body.debugAllowed() ? "allowed: the host may read its memory" : "refused");
    facts.add("date", body.dateText());
    facts.add("attributes", attributes(body.attributes()));
    facts.add("  mask", attributes(body.attributeMask()));
    facts.add("misc select", "0x%x, mask 0x%x".formatted(body.miscSelect(), body.miscMask()));
    facts.add("enclave size", size());
    facts.add(
        "pages",
        "%,d added, %,d of them measured".formatted(pages.addedPages(), pages.measuredPages()));
    facts.add("EPC", "%,d bytes before it runs".formatted(epc()));
    facts.add("SSA frame", identity.ssaFramePages() + " pages");
    facts.add("metadata", identity.versions());
    facts.add("signature", identity.problems().isEmpty() ? "verified" : "REFUSED");
    identity.problems().forEach(problem -> facts.add("  finding", problem));
    return facts.toString();
  }

  private String size() {
    long size = identity.enclaveSize();
    return "%,d bytes%s"
        .formatted(
            size, size > OLD_LIMIT ? "; processors before 3rd generation Xeon take 2^36" : "");
  }

  private static String attributes(EnclaveAttributes attributes) {
    return "0x%x, xfrm 0x%x".formatted(attributes.flags(), attributes.xfrm());
  }

  /// The pages and the enclave's own control structure (SECS).
  private long epc() {
    return (identity.measurement().addedPages() + 1) * PAGE;
  }

  /// `mrenclave` is that of the file's pages, and `verified` tells whether it was signed so.
  Json.Obj toJson() {
    SigStructBody body = identity.sigStruct().body();
    EnclaveMeasurement pages = identity.measurement();
    return Json.object()
        .put("enclave", name)
        .put("verified", identity.problems().isEmpty())
        .put("findings", Json.strings(identity.problems()))
        .put("mrenclave", pages.mrEnclave().toHex())
        .put("mrenclave_signed", body.mrEnclave().toHex())
        .put("mrsigner", identity.sigStruct().mrSigner().toHex())
        .put("isv_prod_id", body.isvProdId())
        .put("isv_svn", body.isvSvn())
        .put("isv_family_id", body.isvFamilyId().toHex())
        .put("isv_ext_prod_id", body.isvExtProdId().toHex())
        .put("debug", body.debugAllowed())
        .put("date", body.dateText())
        .put("attributes", json(body.attributes()))
        .put("attributes_mask", json(body.attributeMask()))
        .put("misc_select", hex(body.miscSelect()))
        .put("misc_mask", hex(body.miscMask()))
        .put("sigstruct_type", hex(body.type()))
        .put("sigstruct_vendor", hex(body.vendor()))
        .put("sigstruct_hw_version", hex(body.hwVersion()))
        .put("enclave_size", identity.enclaveSize())
        .put("ssa_frame_pages", identity.ssaFramePages())
        .put("eadd_pages", pages.addedPages())
        .put("eextend_pages", pages.measuredPages())
        .put("epc_bytes", epc())
        .put(
            "metadata_versions",
            Json.strings(identity.metadataVersions().stream().map(Object::toString).toList()))
        .build();
  }

  private static Json json(EnclaveAttributes attributes) {
    return Json.object()
        .put("flags", "0x" + Long.toHexString(attributes.flags()))
        .put("xfrm", "0x" + Long.toHexString(attributes.xfrm()))
        .build();
  }

  private static String hex(int value) {
    return "0x" + Integer.toHexString(value);
  }

  /// Lines of names and values, the values under each other.
  private static final class Facts {
    private final StringBuilder out = new StringBuilder();

    void add(String name, Object value) {
      out.append("%-14s%s\n".formatted(name, value));
    }

    @Override
    public String toString() {
      return out.toString();
    }
  }
}
