package coffer.gramine;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.sgx.enclave.EnclaveMeasurement;
import coffer.sgx.enclave.EnclaveSigner;
import coffer.sgx.enclave.Pages;
import coffer.sgx.enclave.RecordStream;
import coffer.sgx.enclave.SecInfo;
import coffer.sgx.enclave.SigStruct;
import coffer.sgx.enclave.SigStructBody;
import coffer.sgx.enclave.SigningDate;
import coffer.sgx.quote.EnclaveAttributes;
import coffer.toml.Toml;
import java.security.GeneralSecurityException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An enclave of Gramine, laid out and measured. The same manifest and `libpal.so` make the same
/// MRENCLAVE on every machine.
///
/// @param manifest what it is measured with; its text is [#text]
/// @param text the bytes of NAME.manifest.sgx
public record GramineEnclave(Manifest manifest, Bytes text, EnclaveMeasurement measurement) {
  private static final long DEBUG = 1 << 1;
  private static final long MODE_64_BIT = 1 << 2;
  private static final int EXCEPTION_INFO = 1;

  /// Measures an expanded manifest, exactly these bytes, and a `libpal.so`. A manifest with files
  /// that have no hash is refused.
  public static GramineEnclave of(byte[] manifestSgx, Pal pal) {
    Manifest manifest = Manifest.parse(manifestSgx);
    for (TrustedFile file : manifest.trustedFiles()) {
      if (file.sha256().isEmpty()) {
        throw new MalformedException(
            "sgx.trusted_files: %s has no sha256: the manifest is not expanded"
                .formatted(file.uri()));
      }
    }
    manifest
        .unhashedEntrypoint()
        .ifPresent(
            path -> {
              throw new MalformedException(
                  "loader.entrypoint: file:%s has no sha256: the manifest is not expanded"
                      .formatted(path));
            });
    return new GramineEnclave(manifest, Bytes.of(manifestSgx), measure(manifest, manifestSgx, pal));
  }

  private static EnclaveMeasurement measure(Manifest manifest, byte[] text, Pal pal) {
    byte[] content = Arrays.copyOf(text, text.length + 1); // ends with a zero byte in memory
    GramineLayout layout =
        GramineLayout.of(manifest.enclaveSize(), manifest.maxThreads(), content.length, pal.size());
    int threads = layout.threads();
    byte[] zero = new byte[Pages.SIZE];
    RecordStream out = new RecordStream(0);
    out.create(GramineLayout.SSA_FRAME_PAGES, layout.size());
    for (int at = 0; at < content.length; at += Pages.SIZE) {
      byte[] page = Arrays.copyOfRange(content, at, at + Pages.SIZE);
      out.pages(layout.manifest() + at, 1, SecInfo.REGULAR | SecInfo.READ, true, page);
    }
    run(out, layout.ssa(), threads * GramineLayout.SSA, zero);
    for (int thread = 0; thread < threads; thread++) {
      byte[] tcs = new ThreadPages(layout, thread).tcs(layout.pal() + pal.entry());
      out.pages(layout.tcsOf(thread), 1, SecInfo.TCS, true, tcs);
    }
    for (int thread = 0; thread < threads; thread++) {
      run(
          out,
          layout.tlsOf(thread),
          Pages.SIZE,
          new ThreadPages(layout, thread).tls(content.length));
    }
    for (int thread = 0; thread < threads; thread++) {
      run(out, layout.stackOf(thread), GramineLayout.STACK, zero);
    }
    for (int thread = 0; thread < threads; thread++) {
      run(out, layout.signalStackOf(thread), GramineLayout.SIGNAL_STACK, zero);
    }
    pal.addTo(out, layout.pal());
    if (!manifest.edmm()) {
      long heap = (layout.pal() - GramineLayout.HEAP_START) / Pages.SIZE;
      out.pages(GramineLayout.HEAP_START, heap, SecInfo.READ_WRITE_EXECUTE, false, zero);
    }
    return out.finish();
  }

  private static void run(RecordStream out, long address, long size, byte[] page) {
    out.pages(address, size / Pages.SIZE, SecInfo.READ_WRITE, true, page);
  }

  /// What is to be signed on this day.
  public SigStructBody body(LocalDate date) {
    Toml.Table sgx = manifest.sgx();
    long flags = MODE_64_BIT | (manifest.debug() ? DEBUG : 0);
    EnclaveAttributes[] attributes =
        CpuFeature.of(
            sgx.table("cpu_features", "sgx.cpu_features").orElse(Toml.Table.EMPTY), flags);
    Bytes zero = Bytes.of(new byte[16]);
    return new SigStructBody(
        0,
        0,
        SigningDate.toBcd(date),
        0,
        sgx.flag("use_exinfo", "sgx.use_exinfo").orElse(false) ? EXCEPTION_INFO : 0,
        -1,
        zero,
        attributes[0],
        attributes[1],
        measurement.mrEnclave(),
        zero,
        manifest.isvProdId(),
        manifest.isvSvn());
  }

  /// The content of NAME.sig, signed on this day.
  public SigStruct sign(LocalDate date, EnclaveSigner signer) throws GeneralSecurityException {
    SigStructBody body = body(date);
    return SigStruct.of(body, signer.key(), signer.sign(body.toBytes().toArray()));
  }

  /// Why a processor, or the manifest, contradicts a signature; empty when nothing does.
  public List<String> problems(SigStruct signed) {
    List<String> problems = new ArrayList<>();
    SigStructBody found = signed.body();
    SigStructBody own = body(LocalDate.EPOCH);
    if (!found.mrEnclave().equals(own.mrEnclave())) {
      problems.add(
          "MRENCLAVE: manifest and libpal.so are %s, signed is %s"
              .formatted(own.mrEnclave(), found.mrEnclave()));
    }
    if (!found.attributes().equals(own.attributes())
        || !found.attributeMask().equals(own.attributeMask())
        || found.miscSelect() != own.miscSelect()
        || found.miscMask() != own.miscMask()) {
      problems.add("attributes: signed are others than the manifest's");
    }
    if (found.isvProdId() != own.isvProdId() || found.isvSvn() != own.isvSvn()) {
      problems.add(
          "product: the manifest says %d and SVN %d, signed is %d and SVN %d"
              .formatted(own.isvProdId(), own.isvSvn(), found.isvProdId(), found.isvSvn()));
    }
    problems.addAll(signed.problems());
    return problems;
  }
}
