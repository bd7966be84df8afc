package coffer.skr;

import coffer.bytes.Base64Text;
import coffer.bytes.MalformedException;
import coffer.jose.Jws;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// The vault's signature over a released key: RS256 by the leaf of `x5c`, which leads to a trusted
/// authority and is a certificate of the very host that was asked.
final class ReleaseSignature {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final Trust trust;

  ReleaseSignature(Trust trust) {
    this.trust = trust;
  }

  /// `MalformedException` says what is wrong with it. `endpoint` is a host, or host and port.
  void verify(Jws answer, String endpoint) {
    if (!answer.header().string("alg").equals("RS256")) {
      throw new MalformedException("the vault's answer: alg RS256 wanted");
    }
    List<X509Certificate> chain = chain(answer);
    X509Certificate leaf = chain.getFirst();
    if (!(leaf.getPublicKey() instanceof RSAPublicKey key) || !isSigned(answer, key)) {
      throw new MalformedException("the vault's answer: it is not signed by its leaf certificate");
    }
    try {
      trust.check(chain);
    } catch (CertificateException e) {
      throw new MalformedException(
          "the vault's answer: its certificates are not trusted: " + e.getMessage());
    }
    String host = endpoint.replaceAll(":[0-9]+$", "").toLowerCase(Locale.ROOT);
    if (names(leaf).stream().noneMatch(name -> matches(name, host))) {
      throw new MalformedException(
          "the vault's answer: a certificate of %s wanted, found one of %s"
              .formatted(host, names(leaf)));
    }
  }

  private static List<X509Certificate> chain(Jws answer) {
    List<X509Certificate> chain = new ArrayList<>();
    for (String der : answer.header().strings("x5c")) {
      try {
        chain.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Base64Text.decode(der))));
      } catch (CertificateException e) {
        throw new MalformedException("the vault's answer: x5c: not a certificate");
      }
    }
    if (chain.isEmpty()) {
      throw new MalformedException("the vault's answer: x5c wanted, found none");
    }
    return chain;
  }

  private static boolean isSigned(Jws answer, RSAPublicKey key) {
    try {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(key);
      verifier.update(answer.signingInput().toArray());
      return verifier.verify(answer.signature().toArray());
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static List<String> names(X509Certificate leaf) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = leaf.getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> name : all) {
          int type = (Integer) name.get(0);
          if (type == DNS_NAME || type == IP_ADDRESS) {
            names.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
          }
        }
      }
    } catch (CertificateParsingException e) {
      throw new MalformedException("the vault's answer: the leaf's names: " + e.getMessage());
    }
    return names;
  }

  /// A wildcard stands for one label, the first (RFC 9525, section 6.3).
  private static boolean matches(String name, String host) {
    int dot = host.indexOf('.');
    return name.equals(host)
        || (name.startsWith("*.") && dot > 0 && host.substring(dot).equals(name.substring(1)));
  }
}
