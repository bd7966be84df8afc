package coffer.cli;

import coffer.evidence.CertificateChain;
import coffer.evidence.SgxCollateral;
import coffer.evidence.SgxEvidence;
import coffer.evidence.SgxFacts;
import coffer.evidence.SnpEvidence;
import coffer.evidence.SnpFacts;
import coffer.evidence.TrustRoot;
import coffer.evidence.token.AttestationToken;
import coffer.jose.Jwk;
import coffer.jose.JwkSet;
import coffer.json.Json;
import coffer.snp.UvmEndorsement;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/// Evidence as links, the root first.
final class EvidenceLinks {
  private static final String LEAF = "chain.signatures chain.extensions chain.pck certificate.";

  private EvidenceLinks() {}

  static List<EvidenceLink> of(SnpEvidence evidence) {
    List<EvidenceLink> links = certificates(evidence.chain());
    links.add(
        new EvidenceLink(
            "report",
            "SEV-SNP attestation report",
            "report. policy.",
            fields(SnpFacts.of(evidence).object("report"))));
    UvmEndorsement endorsement = evidence.endorsement();
    if (endorsement != null) {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("issuer", endorsement.issuer());
      fields.put("feed", endorsement.feed());
      fields.put("svn", Long.toString(endorsement.svn()));
      fields.put("measurement", endorsement.measurement().toHex());
      links.add(new EvidenceLink("endorsement", "utility VM, as endorsed", "endorsement.", fields));
    }
    return links;
  }

  static List<EvidenceLink> of(SgxEvidence evidence) {
    CertificateChain chain = evidence.pckChain();
    List<EvidenceLink> links = chain == null ? new ArrayList<>() : certificates(chain);
    SgxCollateral collateral = evidence.collateral();
    if (collateral != null) {
      links.add(
          new EvidenceLink(
              "collateral",
              "what Intel says of the platform",
              "collateral. tcb. tcb_info. qe_identity. crl.",
              Map.of()));
    }
    links.add(
        new EvidenceLink(
            "quote", "SGX quote", "quote. report. qe_report.", fields(SgxFacts.of(evidence))));
    return links;
  }

  static List<EvidenceLink> of(AttestationToken token, JwkSet keys) {
    List<EvidenceLink> links = new ArrayList<>();
    String kid =
        token.header().get("kid").orElse(Json.NULL) instanceof Json.Str(var text) ? text : "";
    keys.find(kid).ifPresent(key -> links.add(key(key)));
    links.add(new EvidenceLink("token", "attestation token", "token.", fields(token.header())));
    links.add(
        new EvidenceLink("claims", "what the issuer says", "claims.", fields(token.claims())));
    return links;
  }

  private static EvidenceLink key(Jwk key) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("kid", key.kid());
    fields.put("kind", key.key().getAlgorithm());
    key.certificates().stream().findFirst().ifPresent(first -> fields.putAll(fields(first)));
    return new EvidenceLink("key", "key of the issuer", "token.key token.root", fields);
  }

  /// The root stands last in a chain, and first here.
  private static List<EvidenceLink> certificates(CertificateChain chain) {
    List<EvidenceLink> links = new ArrayList<>();
    List<X509Certificate> certificates = chain.certificates().reversed();
    for (int i = 0; i < certificates.size(); i++) {
      X509Certificate certificate = certificates.get(i);
      boolean leaf = i == certificates.size() - 1;
      links.add(
          new EvidenceLink(
              i == 0 ? "root" : "certificate",
              name(certificate.getSubjectX500Principal()),
              "chain.validity " + (i == 0 ? "chain.root" : leaf ? LEAF : "chain.signatures"),
              fields(certificate)));
    }
    return links;
  }

  /// The common name, or the whole when there is none.
  private static String name(X500Principal subject) {
    try {
      for (Rdn part : new LdapName(subject.getName()).getRdns().reversed()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return part.getValue().toString();
        }
      }
    } catch (InvalidNameException _) {
      // the whole, then
    }
    return subject.getName();
  }

  private static Map<String, String> fields(X509Certificate certificate) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("subject", certificate.getSubjectX500Principal().getName());
    fields.put("issuer", certificate.getIssuerX500Principal().getName());
    fields.put("serial", certificate.getSerialNumber().toString(16));
    fields.put("valid from", certificate.getNotBefore().toInstant().toString());
    fields.put("valid to", certificate.getNotAfter().toInstant().toString());
    fields.put("key", certificate.getPublicKey().getAlgorithm());
    fields.put("signature", certificate.getSigAlgName());
    fields.put("SHA-256", TrustRoot.digest(certificate).hex());
    return fields;
  }

  private static Map<String, String> fields(Json.Obj facts) {
    Map<String, String> fields = new LinkedHashMap<>();
    facts
        .members()
        .forEach(
            (name, value) ->
                fields.put(
                    name,
                    switch (value) {
                      case Json.Str(String text) -> text;
                      case Json other -> other.toCompact();
                    }));
    return fields;
  }
}
