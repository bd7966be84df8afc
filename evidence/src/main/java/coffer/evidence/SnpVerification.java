package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.snp.KeyExtensions;
import coffer.snp.SigningKey;
import coffer.snp.SnpProduct;
import coffer.snp.SnpReportBody;
import coffer.snp.TcbPart;
import coffer.snp.ThimDocument;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether SNP evidence is authentic: the chain up to a trusted root, the report's signature, and
/// whether the certificate is that of the very chip and TCB version that the report names (AMD
/// publication 57230, and 56860 "attestation report"). What the report says about the guest is
/// appraised elsewhere.
///
/// `product` is the one that root, certificate and report agree on, if they do.
record SnpVerification(String root, List<Check> checks, @Nullable SnpProduct product) {
  SnpVerification {
    checks = List.copyOf(checks);
  }

  static SnpVerification verify(SnpEvidence evidence, TrustRoots roots, Instant at) {
    List<Check> checks = new ArrayList<>();
    ChainVerification chain = ChainVerification.verify(evidence.chain(), roots, at);
    checks.addAll(chain.checks());
    revocation(evidence.crl(), chain.chain(), at, checks);
    checks.addAll(ReportSignature.verify(evidence.report(), chain.chain().leaf()));
    Optional<SnpProduct> product = new Leaf(evidence, chain).verify(checks);
    return new SnpVerification(chain.rootName(), checks, product.orElse(null));
  }

  /// AMD lists intermediates; all of its leaves have the serial number 0.
  private static void revocation(
      @Nullable RevocationList crl, CertificateChain chain, Instant at, List<Check> checks) {
    if (crl != null) {
      X509Certificate root = chain.certificates().getLast();
      checks.addAll(Revocation.list(crl, root, at, "crl.root", "AMD CRL"));
      checks.add(Revocation.chain(chain, List.of(crl), "chain", ""));
    }
  }

  /// The leaf certificate against the report.
  private record Leaf(SnpEvidence evidence, ChainVerification chain) {
    Optional<SnpProduct> verify(List<Check> checks) {
      KeyExtensions extensions;
      try {
        extensions = KeyExtensions.read(chain.chain().leaf());
      } catch (MalformedException e) {
        checks.add(
            Check.verified(
                "certificate.extensions",
                "leaf certificate",
                "the extensions of a VCEK or VLEK",
                String.valueOf(e.getMessage()),
                false));
        return Optional.empty();
      }
      checks.add(key(extensions));
      Optional<SnpProduct> product = extensions.product();
      Check sameProduct = product(extensions);
      checks.add(sameProduct);
      product.ifPresent(known -> checks.add(tcb(extensions, known)));
      hardwareId(extensions, product).ifPresent(checks::add);
      thim().ifPresent(checks::add);
      return sameProduct.ok() ? product : Optional.empty();
    }

    private Check key(KeyExtensions extensions) {
      SigningKey reported = body().flags().signingKey();
      SigningKey issuer = issuerKey();
      boolean known = reported == SigningKey.VCEK || reported == SigningKey.VLEK;
      return Check.verified(
          "certificate.key",
          "flags.signing_key",
          known ? reported + " in report, certificate and issuer" : "VCEK or VLEK",
          "report %s, certificate %s, issuer for %s"
              .formatted(reported, extensions.signingKey(), issuer),
          known && extensions.signingKey() == reported && issuer == reported);
    }

    /// AMD's intermediate for VLEKs (ASVK) is named after them; the one for VCEKs (ASK) is not.
    private SigningKey issuerKey() {
      X509Certificate leaf = chain.chain().leaf();
      String issuer = leaf.getIssuerX500Principal().getName();
      return issuer.contains("VLEK") ? SigningKey.VLEK : SigningKey.VCEK;
    }

    private Check product(KeyExtensions extensions) {
      Optional<SnpProduct> certified = extensions.product();
      Optional<SnpProduct> rooted = Optional.ofNullable(chain.product());
      Optional<SnpProduct> processor =
          Optional.ofNullable(body().cpuid())
              .flatMap(cpuid -> SnpProduct.ofCpuid(cpuid.family(), cpuid.model()));
      boolean ok =
          certified.isPresent()
              && (rooted.isEmpty() || rooted.equals(certified))
              && (body().cpuid() == null || processor.equals(certified));
      String cpu =
          body().cpuid() == null
              ? "not in a version 2 report"
              : processor.map(SnpProduct::toString).orElse("cpuid " + body().cpuid().toBytes());
      return Check.verified(
          "certificate.product",
          "product",
          rooted.or(() -> certified).map(SnpProduct::toString).orElse("Milan, Genoa or Turin")
              + " in root, certificate and report",
          "root %s, certificate %s, processor %s"
              .formatted(
                  rooted.map(SnpProduct::toString).orElse("of any product"),
                  extensions.productName(),
                  cpu),
          ok);
    }

    private Check tcb(KeyExtensions extensions, SnpProduct product) {
      Map<TcbPart, Integer> reported = body().reportedTcb().parts(product);
      boolean ok =
          reported.entrySet().stream()
              .allMatch(part -> part.getValue().equals(extensions.spls().get(part.getKey())));
      return Check.verified(
          "certificate.tcb",
          "reported_tcb",
          "as certified: " + describe(extensions.spls(), product),
          body().reportedTcb().describe(product),
          ok);
    }

    private static String describe(Map<TcbPart, Integer> spls, SnpProduct product) {
      List<String> parts = new ArrayList<>();
      for (TcbPart part : product.parts()) {
        Integer value = spls.get(part);
        parts.add(part + " " + (value == null ? "missing" : value));
      }
      return String.join(", ", parts);
    }

    private Optional<Check> hardwareId(KeyExtensions extensions, Optional<SnpProduct> product) {
      Bytes id = extensions.hardwareId();
      if (id == null || product.isEmpty() || body().flags().maskChipKey()) {
        return Optional.empty();
      }
      int length = product.get() == SnpProduct.TURIN ? 8 : 64;
      Bytes chip = body().chipId();
      boolean ok =
          id.length() == length
              && chip.slice(0, length).equals(id)
              && chip.slice(length, 64).isZero();
      return Optional.of(
          Check.verified(
              "certificate.chip",
              "chip_id",
              "as certified: " + id.toHex(),
              chip.slice(0, length).toHex(),
              ok));
    }

    private Optional<Check> thim() {
      ThimDocument document = evidence.thim();
      return document == null
          ? Optional.empty()
          : Optional.of(
              Check.verified(
                  "certificate.tcbm",
                  "reported_tcb",
                  "as the host's certificate document says: " + document.tcbm(),
                  body().reportedTcb().toString(),
                  document.tcbm().equals(body().reportedTcb())));
    }

    private SnpReportBody body() {
      return evidence.report().body();
    }
  }
}
