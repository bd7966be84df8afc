package coffer.tls;

import coffer.bytes.MalformedException;
import coffer.evidence.CertificateChain;
import coffer.evidence.TrustRoot;
import coffer.simulator.OwnFolder;
import coffer.simulator.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/// The certificate authority of one machine's services under the development root. Every subject
/// that it signs says [TrustRoot#DEVELOPMENT_MARK], so that nobody takes it for a real one.
///
/// The folder is made on first use, for its owner only (0700, key 0600), and appears complete or
/// not at all. Immutable.
public final class DevelopmentCa {
  private static final String CERTIFICATE = "ca.pem";
  private static final String KEY = "ca.key";
  private static final int YEARS = 10;
  private static final int LEAF_DAYS = 365;

  private final Path folder;
  private final X509Certificate certificate;
  private final KeyPair pair;

  private DevelopmentCa(Path folder, X509Certificate certificate, PrivateKey key) {
    this.folder = folder;
    this.certificate = certificate;
    this.pair = new KeyPair(certificate.getPublicKey(), key);
  }

  /// Where a user's authority lies: `coffer/development-ca` in `$XDG_DATA_HOME`, else in
  /// `~/.local/share`.
  public static Path folder(Map<String, String> environment) {
    String data = environment.getOrDefault("XDG_DATA_HOME", "");
    Path base =
        data.startsWith("/")
            ? Path.of(data)
            : Path.of(environment.getOrDefault("HOME", "/"), ".local", "share");
    return base.resolve("coffer").resolve("development-ca");
  }

  /// Loads the authority from `folder`, or makes it there. Refuses a folder or a key that others
  /// may read.
  public static DevelopmentCa loadOrCreate(Path folder) throws IOException {
    if (!Files.exists(folder.resolve(CERTIFICATE))) {
      OwnFolder.create(folder, CERTIFICATE, DevelopmentCa::fill);
    }
    PemFiles.requireOwnerOnly(folder, OwnFolder.OWNER);
    X509Certificate certificate;
    try {
      certificate = CertificateChain.parse(Files.readAllBytes(folder.resolve(CERTIFICATE))).leaf();
    } catch (MalformedException e) {
      throw e.within(folder.resolve(CERTIFICATE).toString());
    }
    if (!TrustRoot.isMarked(certificate)) {
      throw new MalformedException(folder + ": not a development authority; remove it");
    }
    PrivateKey key = PemFiles.readKey(folder.resolve(KEY), "EC");
    return new DevelopmentCa(folder, certificate, key);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /// The file with the certificate in PEM, for clients: `SSL_CERT_FILE`, `curl --cacert`.
  public Path certificateFile() {
    return folder.resolve(CERTIFICATE);
  }

  /// A new server key on P-256 with a certificate for `names` (DNS names and IP addresses).
  public ServerIdentity issue(List<String> names) {
    return issue(names, Issued.newEcKey());
  }

  /// The same with an RSA-2048 key, for those who sign documents with it too.
  public ServerIdentity issueRsa(List<String> names) {
    return issue(names, Issued.newRsaKey(2048));
  }

  private ServerIdentity issue(List<String> names, KeyPair key) {
    Instant from = Instant.now().minus(1, ChronoUnit.HOURS);
    X509Certificate leaf =
        Issued.server(
            subject("CA"),
            pair,
            subject(names.getFirst()),
            key.getPublic(),
            names,
            new Issued.Validity(from, from.plus(LEAF_DAYS, ChronoUnit.DAYS)));
    return new ServerIdentity(key.getPrivate(), List.of(leaf, certificate));
  }

  /// A subject that names `role` and says that it is for development.
  public static X500Name subject(String role) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, TrustRoot.DEVELOPMENT_MARK)
        .addRDN(BCStyle.CN, role)
        .build();
  }

  private static void fill(Path draft) throws IOException {
    KeyPair key = Issued.newEcKey();
    Instant from = Instant.now().truncatedTo(ChronoUnit.DAYS);
    X509Certificate made =
        Issued.authority(
            subject("CA"),
            key,
            new Issued.Validity(from, from.plus(365L * YEARS, ChronoUnit.DAYS)));
    PemFiles.write(draft.resolve(KEY), PemFiles.pem(key.getPrivate()));
    PemFiles.write(draft.resolve(CERTIFICATE), PemFiles.pem(made));
  }
}
