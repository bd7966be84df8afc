package coffer.simulator;

import coffer.bytes.MalformedException;
import coffer.evidence.CertificateChain;
import coffer.evidence.RevocationList;
import coffer.evidence.TrustRoot;
import coffer.sgx.collateral.PckExtensions;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;

/// The root of simulated SGX hardware on one machine: a root, the two authorities for platforms,
/// and the signer of collateral, P-256 as Intel's are. Every subject says
/// [TrustRoot#DEVELOPMENT_MARK].
///
/// The folder is made on first use, for its owner only (0700, keys 0600). Immutable.
public final class SgxDevelopmentRoot {
  private static final String ROOT = "root.pem";
  private static final String PROCESSOR_CA = "pck-processor-ca.pem";
  private static final String PLATFORM_CA = "pck-platform-ca.pem";
  private static final String TCB_SIGNING = "tcb-signing.pem";
  private static final String ROOT_KEY = "root.key";
  private static final String CA_KEY = "pck-ca.key";
  private static final String TCB_KEY = "tcb-signing.key";
  private static final int AUTHORITY_YEARS = 25;
  private static final int LEAF_YEARS = 7;

  private final Authorities authorities;
  private final PrivateKey rootKey;
  private final PrivateKey caKey;
  private final PrivateKey tcbKey;

  private record Authorities(
      X509Certificate root,
      X509Certificate processorCa,
      X509Certificate platformCa,
      X509Certificate tcbSigning) {
    boolean areMarked() {
      return Stream.of(root, processorCa, platformCa, tcbSigning).allMatch(TrustRoot::isMarked);
    }
  }

  private SgxDevelopmentRoot(
      Authorities authorities, PrivateKey rootKey, PrivateKey caKey, PrivateKey tcbKey) {
    this.authorities = authorities;
    this.rootKey = rootKey;
    this.caKey = caKey;
    this.tcbKey = tcbKey;
  }

  /// Where a user's root lies: `development-root-sgx` beside that for SEV-SNP.
  public static Path folder(Map<String, String> environment) {
    return DevelopmentRoot.folder(environment).resolveSibling("development-root-sgx");
  }

  /// Loads the root from `folder`, or makes it there. Refuses a folder or a key that others may
  /// read.
  public static SgxDevelopmentRoot loadOrCreate(Path folder) throws IOException {
    return loadOrCreate(folder, Instant.now());
  }

  /// The same, with the time from which a new root's certificates are valid.
  public static SgxDevelopmentRoot loadOrCreate(Path folder, Instant now) throws IOException {
    if (!Files.exists(folder.resolve(ROOT))) {
      Instant from = now.truncatedTo(ChronoUnit.DAYS);
      OwnFolder.create(folder, ROOT, draft -> fill(draft, from));
    }
    return load(folder);
  }

  /// The root certificate of `folder`, to be trusted for simulated evidence; needs no key.
  public static X509Certificate loadCertificate(Path folder) throws IOException {
    return certificate(folder, ROOT);
  }

  public X509Certificate certificate() {
    return authorities.root();
  }

  /// Issues the certificate of a platform's key, valid from the root's first day for seven years.
  X509Certificate issuePck(PublicKey key, PckExtensions extensions) throws IOException {
    return SgxCertificates.leaf(
        new SgxCertificates.Issuer(caName(isPlatform(extensions)), caKey),
        Certificates.name("SGX PCK Certificate"),
        key,
        validity(certificate().getNotBefore().toInstant(), LEAF_YEARS),
        extensions);
  }

  /// The authority that issued a platform's certificate, and the root.
  List<X509Certificate> above(PckExtensions extensions) {
    return List.of(authority(isPlatform(extensions)), certificate());
  }

  X509Certificate authority(boolean platform) {
    return platform ? authorities.platformCa() : authorities.processorCa();
  }

  /// The list of the root; `revoked` are serial numbers of authorities and signers.
  RevocationList rootCrl(Instant at, Collection<BigInteger> revoked) throws IOException {
    return SgxCertificates.crl(new SgxCertificates.Issuer(rootName(), rootKey), at, revoked);
  }

  /// The list of an authority; `revoked` are serial numbers of platforms.
  RevocationList pckCrl(boolean platform, Instant at, Collection<BigInteger> revoked)
      throws IOException {
    return SgxCertificates.crl(new SgxCertificates.Issuer(caName(platform), caKey), at, revoked);
  }

  /// Who signs collateral, and the root.
  CertificateChain tcbSigner() {
    return new CertificateChain(List.of(authorities.tcbSigning(), certificate()));
  }

  PrivateKey tcbKey() {
    return tcbKey;
  }

  private static boolean isPlatform(PckExtensions extensions) {
    return extensions.platform() != null;
  }

  private static X500Name rootName() {
    return Certificates.name("SGX Root CA");
  }

  private static X500Name caName(boolean platform) {
    return Certificates.name(platform ? "SGX PCK Platform CA" : "SGX PCK Processor CA");
  }

  private static SgxDevelopmentRoot load(Path folder) throws IOException {
    PemFiles.requireOwnerOnly(folder, OwnFolder.OWNER);
    Authorities authorities =
        new Authorities(
            certificate(folder, ROOT),
            certificate(folder, PROCESSOR_CA),
            certificate(folder, PLATFORM_CA),
            certificate(folder, TCB_SIGNING));
    if (!authorities.areMarked()) {
      throw new MalformedException(
          folder + ": not a development root; remove it and a new one is made");
    }
    return new SgxDevelopmentRoot(
        authorities,
        PemFiles.readKey(folder.resolve(ROOT_KEY), "EC"),
        PemFiles.readKey(folder.resolve(CA_KEY), "EC"),
        PemFiles.readKey(folder.resolve(TCB_KEY), "EC"));
  }

  private static X509Certificate certificate(Path folder, String name) throws IOException {
    try {
      return CertificateChain.parse(Files.readAllBytes(folder.resolve(name))).leaf();
    } catch (MalformedException e) {
      throw e.within(folder.resolve(name).toString());
    }
  }

  private static void fill(Path draft, Instant from) throws IOException {
    KeyPair root = Keys.p256();
    KeyPair ca = Keys.p256();
    KeyPair tcb = Keys.p256();
    Certificates.Validity validity = validity(from, AUTHORITY_YEARS);
    SgxCertificates.Issuer issuer = new SgxCertificates.Issuer(rootName(), root.getPrivate());
    write(draft, ROOT_KEY, root.getPrivate());
    write(draft, CA_KEY, ca.getPrivate());
    write(draft, TCB_KEY, tcb.getPrivate());
    write(
        draft,
        TCB_SIGNING,
        SgxCertificates.leaf(
            issuer, Certificates.name("SGX TCB Signing"), tcb.getPublic(), validity, null));
    for (boolean platform : Set.of(true, false)) {
      write(
          draft,
          platform ? PLATFORM_CA : PROCESSOR_CA,
          SgxCertificates.authority(issuer, caName(platform), ca.getPublic(), validity, 0));
    }
    write(
        draft, ROOT, SgxCertificates.authority(issuer, rootName(), root.getPublic(), validity, 1));
  }

  private static void write(Path draft, String name, X509Certificate certificate)
      throws IOException {
    PemFiles.write(draft.resolve(name), PemFiles.pem(certificate));
  }

  private static void write(Path draft, String name, PrivateKey key) throws IOException {
    PemFiles.write(draft.resolve(name), PemFiles.pem(key));
  }

  private static Certificates.Validity validity(Instant from, int years) {
    return new Certificates.Validity(from, from.plus(365L * years, ChronoUnit.DAYS));
  }
}
