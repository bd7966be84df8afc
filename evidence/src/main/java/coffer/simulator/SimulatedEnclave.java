package coffer.simulator;

import coffer.bytes.Bytes;
import coffer.sgx.quote.EnclaveAttributes;
import coffer.sgx.quote.EnclaveReport;

/// What a simulated enclave is: its measurement and its signer (32 bytes each), product, version,
/// and whether it may be debugged.
public record SimulatedEnclave(
    Bytes mrEnclave, Bytes mrSigner, int isvProdId, int isvSvn, boolean debug) {
  /// Initialized, 64 bits.
  private static final EnclaveAttributes ATTRIBUTES = new EnclaveAttributes(5, 0xe7);

  private static final Bytes ZERO = Bytes.of(new byte[16]);

  public SimulatedEnclave {
    if (mrEnclave.length() != 32 || mrSigner.length() != 32) {
      throw new IllegalArgumentException("MRENCLAVE and MRSIGNER are 32 bytes each");
    }
  }

  /// A production enclave of product 1, version 1.
  public static SimulatedEnclave of(Bytes mrEnclave, Bytes mrSigner) {
    return new SimulatedEnclave(mrEnclave, mrSigner, 1, 1, false);
  }

  public SimulatedEnclave withDebug() {
    return new SimulatedEnclave(mrEnclave, mrSigner, isvProdId, isvSvn, true);
  }

  public SimulatedEnclave withProduct(int prodId, int svn) {
    return new SimulatedEnclave(mrEnclave, mrSigner, prodId, svn, debug);
  }

  EnclaveReport report(Bytes cpuSvn, Bytes reportData) {
    return new EnclaveReport(
        cpuSvn,
        0,
        ZERO,
        ATTRIBUTES.withDebug(debug),
        mrEnclave,
        mrSigner,
        Bytes.of(new byte[64]),
        isvProdId,
        isvSvn,
        0,
        ZERO,
        reportData);
  }
}
