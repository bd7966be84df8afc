package coffer.collateral;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.evidence.CertificateChain;
import coffer.evidence.RevocationList;
import coffer.evidence.SnpEvidence;
import coffer.snp.Cpuid;
import coffer.snp.KeyExtensions;
import coffer.snp.SigningKey;
import coffer.snp.SnpProduct;
import coffer.snp.SnpReport;
import coffer.snp.SnpReportBody;
import coffer.snp.TcbPart;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Certificates and revocation lists of AMD's key distribution service (AMD publication 57230). A
/// chip's certificate for a TCB version never changes and is kept for ever; a list until it ends.
public final class AmdCertificates {
  /// AMD's own service.
  public static final URI AMD = URI.create("https://kdsintf.amd.com");

  private static final int TURIN_ID = 8;
  private static final Map<TcbPart, String> PARAMETERS = new LinkedHashMap<>();

  static {
    PARAMETERS.put(TcbPart.FMC, "fmcSPL");
    PARAMETERS.put(TcbPart.BOOTLOADER, "blSPL");
    PARAMETERS.put(TcbPart.TEE, "teeSPL");
    PARAMETERS.put(TcbPart.SNP, "snpSPL");
    PARAMETERS.put(TcbPart.MICROCODE, "ucodeSPL");
  }

  private final URI base;
  private final Download http;
  private final Shelf shelf;

  /// @param base of the service, without a slash at its end
  /// @param cache a folder for what was fetched
  public AmdCertificates(URI base, Download http, Path cache) {
    this.base = base;
    this.http = http;
    this.shelf = new Shelf(cache);
  }

  /// The certificates of the key that signed a report. Those of a VLEK are its provider's to give.
  public CertificateChain chain(SnpReport report) throws IOException {
    SnpReportBody body = report.body();
    if (body.flags().signingKey() != SigningKey.VCEK) {
      throw new MalformedException(
          "chain.pem: the report is signed by a %s, whose certificate AMD gives to its provider only"
              .formatted(body.flags().signingKey()));
    }
    SnpProduct product = product(body);
    String path = "/vcek/v1/%s/%s%s".formatted(product, chip(body, product), query(body, product));
    List<X509Certificate> all = new ArrayList<>();
    all.addAll(certificates("vcek-" + name(path), path, der -> leaf(der, body, product)));
    all.addAll(
        certificates(
            "amd-%s-chain".formatted(product),
            "/vcek/v1/%s/cert_chain".formatted(product),
            pem -> CertificateChain.parse(pem).certificates()));
    return new CertificateChain(all);
  }

  /// The certificate of this chip at this TCB version; another one must not be kept for it.
  private static List<X509Certificate> leaf(byte[] der, SnpReportBody body, SnpProduct product) {
    X509Certificate certificate = CertificateChain.parseCertificate(der);
    KeyExtensions extensions = KeyExtensions.read(certificate);
    String found = "%s at TCB %s".formatted(extensions.hardwareId(), extensions.spls());
    String wanted =
        "%s at TCB %s".formatted(chip(body, product), body.reportedTcb().parts(product));
    if (!found.equals(wanted)) {
      throw new MalformedException(
          "a certificate for chip %s wanted, found one for %s".formatted(wanted, found));
    }
    return List.of(certificate);
  }

  /// The evidence with AMD's revocation list; as it is when it has one.
  public SnpEvidence complete(SnpEvidence evidence, Instant at) throws IOException {
    if (evidence.crl() != null) {
      return evidence;
    }
    SnpReportBody body = evidence.report().body();
    String kind = body.flags().signingKey() == SigningKey.VLEK ? "vlek" : "vcek";
    SnpProduct product = product(body);
    String name = "amd-%s-%s.crl".formatted(product, kind);
    Optional<RevocationList> kept = kept(name).filter(list -> list.isCurrent(at));
    if (kept.isPresent()) {
      return evidence.withCrl(kept.get());
    }
    String path = "/%s/v1/%s/crl".formatted(kind, product);
    byte[] fetched = http.get(URI.create(base + path)).body();
    try {
      RevocationList list = RevocationList.parse(fetched);
      shelf.write(name, fetched);
      return evidence.withCrl(list);
    } catch (MalformedException e) {
      throw e.within(base + path);
    }
  }

  private Optional<RevocationList> kept(String name) throws IOException {
    try {
      return shelf.read(name).map(RevocationList::parse);
    } catch (MalformedException _) {
      return Optional.empty();
    }
  }

  private interface Parsing {
    List<X509Certificate> parse(byte[] content);
  }

  /// What is kept, else what the service has; that is kept when it can be read.
  private List<X509Certificate> certificates(String name, String path, Parsing parsing)
      throws IOException {
    Optional<byte[]> kept = shelf.read(name);
    if (kept.isPresent()) {
      try {
        return parsing.parse(kept.get());
      } catch (MalformedException _) {
        // Fetched anew.
      }
    }
    byte[] fetched = http.get(URI.create(base + path)).body();
    try {
      List<X509Certificate> certificates = parsing.parse(fetched);
      shelf.write(name, fetched);
      return certificates;
    } catch (MalformedException e) {
      throw e.within(base + path);
    }
  }

  /// Reports before version 3 do not say; then it is Milan, as Azure's and all older ones are.
  private static SnpProduct product(SnpReportBody body) {
    Cpuid cpuid = body.cpuid();
    return cpuid == null
        ? SnpProduct.MILAN
        : SnpProduct.ofCpuid(cpuid.family(), cpuid.model())
            .orElseThrow(
                () ->
                    new MalformedException(
                        "report: processor %s is of no product that is known here"
                            .formatted(cpuid.toBytes())));
  }

  private static String chip(SnpReportBody body, SnpProduct product) {
    Bytes id = body.chipId();
    return (product == SnpProduct.TURIN ? id.slice(0, TURIN_ID) : id).toHex();
  }

  private static String query(SnpReportBody body, SnpProduct product) {
    Map<TcbPart, Integer> parts = body.reportedTcb().parts(product);
    return PARAMETERS.entrySet().stream()
        .filter(parameter -> parts.containsKey(parameter.getKey()))
        .map(parameter -> "%s=%02d".formatted(parameter.getValue(), parts.get(parameter.getKey())))
        .collect(Collectors.joining("&", "?", ""));
  }

  /// A path as the name of a file.
  private static String name(String path) {
    return path.replaceAll("[^A-Za-z0-9]+", "-");
  }
}
