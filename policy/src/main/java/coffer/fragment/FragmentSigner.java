package coffer.fragment;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.cose.CoseSign1;
import coffer.cose.DidX509;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/// Signs fragments.
///
/// @param chain the certificate of the key, then that of its issuer, and so on
public record FragmentSigner(PrivateKey key, List<X509Certificate> chain, CoseAlgorithm algorithm) {
  private static final String CONTENT_TYPE = "application/unknown+rego";

  public FragmentSigner {
    chain = List.copyOf(chain);
    if (chain.size() < 2) {
      throw new MalformedException(
          "chain: the certificate of the key and that of its issuer wanted, found %d"
              .formatted(chain.size()));
    }
  }

  /// The signer as a did:x509: its common name, below the certificate that issued its own.
  public DidX509 issuer() {
    return DidX509.ofSubject(fingerprint(chain.get(1)), commonName(chain.getFirst()));
  }

  private static Bytes fingerprint(X509Certificate certificate) {
    return Bytes.parseHex(Digest.sha256Of(der(certificate).toArray()).hex());
  }

  private static String commonName(X509Certificate certificate) {
    String subject = certificate.getSubjectX500Principal().getName();
    try {
      return new LdapName(subject)
          .getRdns().stream()
              .filter(name -> name.getType().equalsIgnoreCase("CN"))
              .map(name -> name.getValue().toString())
              .findFirst()
              .orElseThrow(() -> new MalformedException("chain[0]: no common name in its subject"));
    } catch (InvalidNameException e) {
      throw new MalformedException("chain[0]: subject '" + subject + "' cannot be read");
    }
  }

  private static Bytes der(X509Certificate certificate) {
    try {
      return Bytes.of(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new MalformedException("chain: a certificate that cannot be encoded");
    }
  }

  /// The fragment's text in its envelope; an empty feed is left out.
  public SignedFragment sign(String text, String feed) {
    CoseSign1 envelope =
        envelope(CONTENT_TYPE, feed, Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
    return SignedFragment.parse(envelope.toBytes());
  }

  /// Any content in such an envelope: with the issuer, the feed unless it is empty, and the chain.
  public CoseSign1 envelope(String contentType, String feed, Bytes payload) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(SignedFragment.ISSUER, issuer().toString());
    if (!feed.isEmpty()) {
      texts.put(SignedFragment.FEED, feed);
    }
    CoseSign1 open =
        CoseSign1.unsigned(
            CoseSign1.headers(
                algorithm.number(),
                contentType,
                chain.stream().map(FragmentSigner::der).toList(),
                texts),
            payload);
    return open.withSignature(signature(open));
  }

  private Bytes signature(CoseSign1 open) {
    try {
      byte[] signature = algorithm.sign(key, open.signingInput());
      Signature verifier = algorithm.signature();
      verifier.initVerify(chain.getFirst().getPublicKey());
      verifier.update(open.signingInput());
      if (verifier.verify(signature)) {
        return Bytes.of(signature);
      }
    } catch (GeneralSecurityException e) {
      throw new MalformedException(
          "the key does not do %s: %s".formatted(algorithm, e.getClass().getSimpleName()));
    }
    throw new MalformedException("chain[0] is not the certificate of the key");
  }
}
