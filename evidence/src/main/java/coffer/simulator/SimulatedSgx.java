package coffer.simulator;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.evidence.CertificateChain;
import coffer.evidence.SgxEvidence;
import coffer.sgx.collateral.PckExtensions;
import coffer.sgx.quote.CertificationData;
import coffer.sgx.quote.EnclaveReport;
import coffer.sgx.quote.Quote;
import coffer.sgx.quote.QuoteHeader;
import coffer.sgx.quote.QuoteSignatureData;
import coffer.sgx.quote.SgxQuote;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// A simulated SGX machine: signs quotes for its enclaves with an attestation key that its quoting
/// enclave vouches for, under a platform certificate of the development root. The keys live as long
/// as this object. Safe for use by many threads.
public final class SimulatedSgx {
  private static final Bytes AUTHENTICATION = Bytes.parseHex("000102030405060708090a0b0c0d0e0f");

  private final SimulatedSgxPlatform platform;
  private final KeyPair pckKey = Keys.p256();
  private final KeyPair attestationKey = Keys.p256();
  private final CertificateChain chain;

  /// A machine of `platform` under `root`.
  public SimulatedSgx(SgxDevelopmentRoot root, SimulatedSgxPlatform platform) throws IOException {
    this.platform = platform;
    PckExtensions extensions = platform.extensions();
    List<X509Certificate> all = new ArrayList<>();
    all.add(root.issuePck(pckKey.getPublic(), extensions));
    all.addAll(root.above(extensions));
    this.chain = new CertificateChain(all);
  }

  /// The platform's certificate, its authority, the root.
  public CertificateChain chain() {
    return chain;
  }

  /// A signed quote over 64 bytes of report data.
  public SgxQuote quote(SimulatedEnclave enclave, Bytes reportData) {
    EnclaveReport qe =
        SimulatedCollateral.quotingEnclave(platform.qeSvn())
            .report(platform.cpuSvn(), Bytes.of(new byte[64]));
    return sign(enclave.report(platform.cpuSvn(), reportData), qe.withReportData(keyDigest()));
  }

  /// Signs any two reports, also ones that contradict each other.
  public SgxQuote sign(EnclaveReport report, EnclaveReport qeReport) {
    QuoteHeader header =
        new QuoteHeader(
            SgxQuote.VERSION,
            QuoteHeader.ECDSA_P256,
            QuoteHeader.SGX,
            platform.qeSvn(),
            platform.tcb().pceSvn(),
            QuoteHeader.INTEL,
            Bytes.of(new byte[20]));
    Bytes signed = SgxQuote.signedBytes(header, report);
    QuoteSignatureData data =
        new QuoteSignatureData(
            signature(attestationKey.getPrivate(), signed),
            attestationPublicKey(),
            qeReport,
            qeReport.toBytes(),
            signature(pckKey.getPrivate(), qeReport.toBytes()),
            AUTHENTICATION,
            new CertificationData(CertificationData.PCK_CHAIN, pem()));
    return new SgxQuote(header, report, signed, data);
  }

  /// What a relying party gets: the quote parsed from its bytes, with its own certificates.
  public SgxEvidence evidence(SimulatedEnclave enclave, Bytes reportData) {
    return evidence(quote(enclave, reportData));
  }

  public SgxEvidence evidence(Quote quote) {
    return SgxEvidence.parse(quote.toBytes());
  }

  /// What the quoting enclave's report data must be: the digest that names the attestation key.
  public Bytes keyDigest() {
    MessageDigest sha256 = Digest.sha256();
    sha256.update(attestationPublicKey().toArray());
    sha256.update(AUTHENTICATION.toArray());
    return Bytes.of(Arrays.copyOf(sha256.digest(), 64));
  }

  private Bytes pem() {
    String text =
        chain.certificates().stream().map(PemFiles::pem).collect(Collectors.joining()) + "\0";
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private Bytes attestationPublicKey() {
    ECPublicKey key = (ECPublicKey) attestationKey.getPublic();
    byte[] both = new byte[64];
    coordinate(key.getW().getAffineX(), both, 0);
    coordinate(key.getW().getAffineY(), both, 32);
    return Bytes.of(both);
  }

  private static void coordinate(BigInteger value, byte[] target, int at) {
    byte[] bytes = value.toByteArray();
    int length = Math.min(32, bytes.length);
    System.arraycopy(bytes, bytes.length - length, target, at + 32 - length, length);
  }

  private static Bytes signature(PrivateKey key, Bytes content) {
    try {
      Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format");
      signer.initSign(key);
      signer.update(content.toArray());
      return Bytes.of(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key made here does not sign", e);
    }
  }
}
