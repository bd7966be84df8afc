package coffer.collateral;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.evidence.RevocationList;
import coffer.evidence.SgxCollateral;
import coffer.evidence.SgxEvidence;
import coffer.sgx.collateral.CollateralDocument;
import coffer.sgx.collateral.PckExtensions;
import coffer.sgx.collateral.QeIdentity;
import coffer.sgx.collateral.TcbInfo;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// Collateral for quotes, from Intel's provisioning certification service or from one that caches
/// it (PCCS), by the paths of its version 4. It is kept until the first of its parts ends.
public final class IntelCollateral {
  /// Intel's own service.
  public static final URI INTEL =
      URI.create("https://api.trustedservices.intel.com/sgx/certification/v4");

  /// The distribution point of Intel's root, which its own service does not serve.
  private static final URI ROOT_CRL =
      URI.create("https://certificates.trustedservices.intel.com/IntelSGXRootCA.der");

  private final URI base;
  private final Download http;
  private final Shelf shelf;

  /// @param base of the service, without a slash at its end
  /// @param cache a folder for what was fetched
  public IntelCollateral(URI base, Download http, Path cache) {
    this.base = base;
    this.http = http;
    this.shelf = new Shelf(cache);
  }

  /// The evidence with collateral for the platform that its certificate names; as it is when it has
  /// some, or no certificate.
  ///
  /// `IOException` when the service has none, `MalformedException` when it is not understood.
  public SgxEvidence complete(SgxEvidence evidence, Instant at) throws IOException {
    if (evidence.collateral() != null || evidence.pckChain() == null) {
      return evidence;
    }
    PckExtensions platform = PckExtensions.read(evidence.pckChain().leaf());
    return evidence.withCollateral(of(platform.fmspc(), platform.platform() != null, at));
  }

  /// Collateral that is valid at `at`.
  ///
  /// @param fmspc the platform's family, 6 bytes
  /// @param platformCa whether its certificate is of the Platform CA, else of the Processor CA
  SgxCollateral of(Bytes fmspc, boolean platformCa, Instant at) throws IOException {
    String ca = platformCa ? "platform" : "processor";
    String name = "sgx-%s-%s.json".formatted(fmspc.toHex(), ca);
    Optional<SgxCollateral> kept = kept(name).filter(one -> one.validUntil().isAfter(at));
    if (kept.isPresent()) {
      return kept.get();
    }
    CollateralDocument fetched = fetch(fmspc, ca);
    SgxCollateral collateral = SgxCollateral.of(fetched);
    shelf.write(name, fetched.toBytes());
    return collateral;
  }

  /// What cannot be read counts as not kept.
  private Optional<SgxCollateral> kept(String name) throws IOException {
    try {
      return shelf.read(name).map(CollateralDocument::parse).map(SgxCollateral::of);
    } catch (MalformedException _) {
      return Optional.empty();
    }
  }

  private CollateralDocument fetch(Bytes fmspc, String ca) throws IOException {
    URI tcb = uri("/tcb?fmspc=" + fmspc.toHex());
    URI qe = uri("/qe/identity");
    URI crl = uri("/pckcrl?ca=" + ca + "&encoding=der");
    Download.Document tcbInfo = http.get(tcb);
    Download.Document qeIdentity = http.get(qe);
    Download.Document pckCrl = http.get(crl);
    URI root = base.equals(INTEL) ? ROOT_CRL : uri("/rootcacrl");
    return new CollateralDocument(
        chain(crl, pckCrl, "SGX-PCK-CRL-Issuer-Chain"),
        parsed(root, http.get(root), body -> RevocationList.parse(body).toBytes()),
        parsed(crl, pckCrl, body -> RevocationList.parse(body).toBytes()),
        chain(tcb, tcbInfo, "TCB-Info-Issuer-Chain", "SGX-TCB-Info-Issuer-Chain"),
        parsed(tcb, tcbInfo, TcbInfo::parseSigned),
        chain(qe, qeIdentity, "SGX-Enclave-Identity-Issuer-Chain"),
        parsed(qe, qeIdentity, QeIdentity::parseSigned));
  }

  private URI uri(String rest) {
    return URI.create(base + rest);
  }

  private interface Parsing<T> {
    T parse(byte[] body);
  }

  private static <T> T parsed(URI url, Download.Document document, Parsing<T> parsing) {
    try {
      return parsing.parse(document.body());
    } catch (MalformedException e) {
      throw e.within(url.toString());
    }
  }

  /// PEM, with everything that is special in URLs written as %XX.
  private static String chain(URI url, Download.Document document, String... names) {
    for (String name : names) {
      Optional<String> encoded = document.header(name);
      if (encoded.isPresent()) {
        try {
          return URLDecoder.decode(encoded.get().replace("+", "%2B"), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException _) {
          throw new MalformedException(
              "%s: header %s: PEM in the encoding of URLs wanted".formatted(url, name));
        }
      }
    }
    throw new MalformedException("%s: header %s wanted, found none".formatted(url, names[0]));
  }
}
