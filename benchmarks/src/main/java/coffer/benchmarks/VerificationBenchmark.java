package coffer.benchmarks;

import coffer.bytes.Bytes;
import coffer.evidence.CertificateChain;
import coffer.evidence.SgxCollateral;
import coffer.evidence.SgxEvidence;
import coffer.evidence.SgxExpectations;
import coffer.evidence.SgxVerifier;
import coffer.evidence.SnpEvidence;
import coffer.evidence.SnpExpectations;
import coffer.evidence.SnpVerifier;
import coffer.evidence.TrustRoots;
import coffer.evidence.Verdict;
import coffer.sgx.quote.Quote;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.SgxDevelopmentRoot;
import coffer.simulator.SimulatedCollateral;
import coffer.simulator.SimulatedEnclave;
import coffer.simulator.SimulatedSgx;
import coffer.simulator.SimulatedSgxPlatform;
import coffer.simulator.SimulatedSnp;
import coffer.snp.SnpReport;
import coffer.tls.FastCryptography;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How long one verdict takes in a JVM that has compiled the code, one thread, from the bytes of
/// the report or quote to the verdict. *Warm* keeps certificates and collateral from one verdict to
/// the next, as a service does; *cold* parses them anew. A *floor* makes only the checks of
/// signatures that no cache can save: one of P-384 for a report, two of P-256 for a quote.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 8, time = 1)
public class VerificationBenchmark {
  private static final Bytes DATA = Bytes.of(new byte[64]);
  private static final Bytes IDENTITY = Bytes.parseHex("ab".repeat(32));

  /// Who checks signatures: the JDK's own providers, Bouncy Castle's ECDSA (pure Java too), or
  /// Amazon Corretto Crypto Provider.
  @Param({"jdk", "bouncycastle", "corretto"})
  private String provider = "jdk";

  private final Instant now = Instant.now();
  private @Nullable Guest guest;
  private @Nullable Enclave enclave;
  private @Nullable Floor p384;
  private @Nullable Floor p256;

  /// A report, its chain as text and parsed, and who judges it.
  private record Guest(byte[] report, byte[] pem, CertificateChain chain, SnpVerifier verifier) {
    Verdict judge(CertificateChain certificates, Instant now) {
      return verifier.verify(
          new SnpEvidence(SnpReport.parse(report), certificates),
          SnpExpectations.strict().withHostData(IDENTITY),
          now);
    }
  }

  /// A quote, its chain parsed, what it is judged by, and who judges it.
  private record Enclave(
      byte[] quote, CertificateChain chain, SgxCollateral collateral, SgxVerifier verifier) {
    Verdict judge(SgxEvidence evidence, Instant now) {
      return verifier.verify(
          evidence,
          SgxExpectations.strict()
              .withEnclave(new SgxExpectations.Enclave(IDENTITY, null, null, null)),
          now);
    }
  }

  /// A signature over as many bytes as the real one covers.
  private record Floor(String algorithm, PublicKey key, byte[] signed, byte[] signature) {
    static Floor of(String curve, String algorithm, int length) throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      KeyPair pair = generator.generateKeyPair();
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(pair.getPrivate());
      signer.update(new byte[length]);
      return new Floor(algorithm, pair.getPublic(), new byte[length], signer.sign());
    }

    boolean check() throws GeneralSecurityException {
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    }
  }

  @Setup
  public void prepare() throws IOException, GeneralSecurityException {
    if (provider.equals("bouncycastle")) {
      FastCryptography.installPureJava();
    }
    if (provider.equals("corretto") && !FastCryptography.installNative()) {
      throw new IOException("Amazon Corretto Crypto Provider does not work on this machine");
    }
    Path folder = Files.createTempDirectory("coffer-benchmark");
    DevelopmentRoot amd = DevelopmentRoot.loadOrCreate(folder.resolve("snp"));
    SimulatedSnp machine = SimulatedSnp.milan(amd);
    guest =
        new Guest(
            machine.report(DATA, IDENTITY).toBytes(),
            machine.chainPem(),
            CertificateChain.parse(machine.chainPem()),
            new SnpVerifier(TrustRoots.amd().withDevelopmentRoot(amd.certificate())));
    SgxDevelopmentRoot intel = SgxDevelopmentRoot.loadOrCreate(folder.resolve("sgx"));
    SimulatedSgxPlatform platform = SimulatedSgxPlatform.standard();
    SimulatedSgx enclaves = new SimulatedSgx(intel, platform);
    Quote quote = enclaves.quote(SimulatedEnclave.of(IDENTITY, IDENTITY), DATA);
    enclave =
        new Enclave(
            quote.toBytes(),
            enclaves.chain(),
            SimulatedCollateral.of(platform, now.minusSeconds(3600)).sign(intel),
            new SgxVerifier(TrustRoots.intel().withDevelopmentRoot(intel.certificate())));
    p384 = Floor.of("secp384r1", "SHA384withECDSAinP1363Format", 672);
    p256 = Floor.of("secp256r1", "SHA256withECDSAinP1363Format", 432);
    for (Verdict verdict : List.of(snpWarm(), snpCold(), sgxWarm(), sgxCold())) {
      if (!(verdict instanceof Verdict.Trusted)) {
        throw new IllegalStateException(verdict.summary());
      }
    }
  }

  @Benchmark
  public Verdict snpWarm() {
    Guest known = Objects.requireNonNull(guest);
    return known.judge(known.chain(), now);
  }

  @Benchmark
  public Verdict snpCold() {
    Guest known = Objects.requireNonNull(guest);
    return known.judge(CertificateChain.parse(known.pem()), now);
  }

  @Benchmark
  public boolean snpFloor() throws GeneralSecurityException {
    return Objects.requireNonNull(p384).check();
  }

  @Benchmark
  public Verdict sgxWarm() {
    Enclave known = Objects.requireNonNull(enclave);
    Quote quote = Quote.parse(known.quote());
    return known.judge(new SgxEvidence(quote, known.chain(), known.collateral()), now);
  }

  @Benchmark
  public Verdict sgxCold() {
    Enclave known = Objects.requireNonNull(enclave);
    return known.judge(SgxEvidence.parse(known.quote()).withCollateral(known.collateral()), now);
  }

  @Benchmark
  public boolean sgxFloor() throws GeneralSecurityException {
    Floor known = Objects.requireNonNull(p256);
    boolean first = known.check();
    return known.check() && first;
  }
}
