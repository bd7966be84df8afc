package coffer.simulator;

import coffer.bytes.MalformedException;
import coffer.evidence.CertificateChain;
import coffer.evidence.RevocationList;
import coffer.evidence.TrustRoot;
import coffer.snp.SigningKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.bouncycastle.asn1.x500.X500Name;

/// The root of simulated hardware on one machine: an ARK, and one intermediate for VCEKs (ASK) and
/// one for VLEKs (ASVK), RSA-4096 with RSASSA-PSS as AMD's are. Every subject says
/// [TrustRoot#DEVELOPMENT_MARK].
///
/// The folder is made on first use, for its owner only (0700, keys 0600), and appears complete or
/// not at all: of two processes that make it at once, one wins and both use the winner's.
/// Immutable.
public final class DevelopmentRoot {
  private static final String ARK = "ark.pem";
  private static final String ASK = "ask.pem";
  private static final String ASVK = "asvk.pem";
  private static final String ARK_KEY = "ark.key";
  private static final String ASK_KEY = "ask.key";
  private static final int AUTHORITY_YEARS = 25;
  private static final int LEAF_YEARS = 7;

  private final X509Certificate ark;
  private final X509Certificate ask;
  private final X509Certificate asvk;
  private final PrivateKey arkKey;
  private final PrivateKey askKey;

  private DevelopmentRoot(
      X509Certificate ark,
      X509Certificate ask,
      X509Certificate asvk,
      PrivateKey arkKey,
      PrivateKey askKey) {
    this.ark = ark;
    this.ask = ask;
    this.asvk = asvk;
    this.arkKey = arkKey;
    this.askKey = askKey;
  }

  /// Where a user's development root lies: `coffer/development-root` in `$XDG_DATA_HOME`, else in
  /// `~/.local/share`.
  public static Path folder(Map<String, String> environment) {
    String data = environment.getOrDefault("XDG_DATA_HOME", "");
    Path base =
        data.startsWith("/")
            ? Path.of(data)
            : Path.of(environment.getOrDefault("HOME", "/"), ".local", "share");
    return base.resolve("coffer").resolve("development-root");
  }

  /// Loads the root from `folder`, or makes it there; that takes a few seconds once. Refuses a
  /// folder or a key that others may read.
  public static DevelopmentRoot loadOrCreate(Path folder) throws IOException {
    return loadOrCreate(folder, Instant.now());
  }

  /// The same, with the time from which a new root's certificates are valid.
  public static DevelopmentRoot loadOrCreate(Path folder, Instant now) throws IOException {
    if (!Files.exists(folder.resolve(ARK))) {
      Instant from = now.truncatedTo(ChronoUnit.DAYS);
      OwnFolder.create(folder, ARK, draft -> fill(draft, from));
    }
    return load(folder);
  }

  /// The root certificate of `folder`, to be trusted for simulated evidence; needs no key.
  public static X509Certificate loadCertificate(Path folder) throws IOException {
    return certificate(folder.resolve(ARK));
  }

  public X509Certificate certificate() {
    return ark;
  }

  X509Certificate intermediate(SigningKey key) {
    return key == SigningKey.VLEK ? asvk : ask;
  }

  /// Issues the certificate of a report-signing key, valid from the root's first day for seven
  /// years (VLEK: one).
  X509Certificate issue(PublicKey key, Certificates.LeafFacts facts) throws IOException {
    Instant from = ark.getNotBefore().toInstant();
    int years = facts.key() == SigningKey.VLEK ? 1 : LEAF_YEARS;
    X500Name issuer = Certificates.name(facts.key() == SigningKey.VLEK ? "ASVK for VLEK" : "ASK");
    return Certificates.leaf(issuer, askKey, key, validity(from, years), facts);
  }

  /// A certificate for a key that endorses utility VMs, and those above it.
  List<X509Certificate> endorser(PublicKey key) throws IOException {
    Instant from = ark.getNotBefore().toInstant();
    X509Certificate leaf =
        Certificates.endorser(Certificates.name("ASK"), askKey, key, validity(from, LEAF_YEARS));
    return List.of(leaf, ask, ark);
  }

  /// The list of the intermediates that this root took back, valid from `at` for a year.
  public RevocationList crl(Instant at, SigningKey... revoked) throws IOException {
    Set<BigInteger> serials = new HashSet<>();
    for (SigningKey key : revoked) {
      serials.add(intermediate(key).getSerialNumber());
    }
    return Certificates.crl(Certificates.name("ARK"), arkKey, at, serials);
  }

  private static DevelopmentRoot load(Path folder) throws IOException {
    PemFiles.requireOwnerOnly(folder, OwnFolder.OWNER);
    X509Certificate ark = certificate(folder.resolve(ARK));
    X509Certificate ask = certificate(folder.resolve(ASK));
    PrivateKey askKey = PemFiles.readKey(folder.resolve(ASK_KEY), "RSA");
    if (!TrustRoot.isMarked(ark) || !belongs(askKey, ask)) {
      throw new MalformedException(
          folder
              + ": not a development root, or its files do not belong together; remove it and"
              + " a new one is made");
    }
    PrivateKey arkKey = PemFiles.readKey(folder.resolve(ARK_KEY), "RSA");
    return new DevelopmentRoot(ark, ask, certificate(folder.resolve(ASVK)), arkKey, askKey);
  }

  private static boolean belongs(PrivateKey key, X509Certificate certificate) {
    return key instanceof RSAPrivateCrtKey rsa
        && certificate.getPublicKey() instanceof java.security.interfaces.RSAPublicKey known
        && rsa.getModulus().equals(known.getModulus());
  }

  private static X509Certificate certificate(Path file) throws IOException {
    try {
      return CertificateChain.parse(Files.readAllBytes(file)).leaf();
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  private static void fill(Path draft, Instant from) throws IOException {
    CompletableFuture<KeyPair> second = CompletableFuture.supplyAsync(Keys::rsa4096);
    KeyPair ark = Keys.rsa4096();
    KeyPair ask = second.join();
    Certificates.Validity validity = validity(from, AUTHORITY_YEARS);
    X500Name root = Certificates.name("ARK");
    PemFiles.write(draft.resolve(ARK_KEY), PemFiles.pem(ark.getPrivate()));
    PemFiles.write(draft.resolve(ASK_KEY), PemFiles.pem(ask.getPrivate()));
    String[] roles = {"ARK", "ASK", "ASVK for VLEK"};
    String[] files = {ARK, ASK, ASVK};
    for (int i = roles.length - 1; i >= 0; i--) {
      PublicKey subjectKey = i == 0 ? ark.getPublic() : ask.getPublic();
      X509Certificate certificate =
          Certificates.authority(
              root,
              ark.getPrivate(),
              ark.getPublic(),
              Certificates.name(roles[i]),
              subjectKey,
              validity,
              BigInteger.valueOf(0x10000L + i));
      PemFiles.write(draft.resolve(files[i]), PemFiles.pem(certificate));
    }
  }

  private static Certificates.Validity validity(Instant from, int years) {
    return new Certificates.Validity(from, from.plus(365L * years, ChronoUnit.DAYS));
  }

  /// The certificates above a leaf, in order.
  List<X509Certificate> above(SigningKey key) {
    return List.of(intermediate(key), ark);
  }
}
