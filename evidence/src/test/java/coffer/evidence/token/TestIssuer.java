package coffer.evidence.token;

import coffer.bytes.Base64Text;
import coffer.evidence.TrustRoot;
import coffer.jose.JwkSet;
import coffer.jose.JwsAlgorithm;
import coffer.json.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// An issuer with a key for every algorithm, which signs whatever a test wants.
final class TestIssuer {
  static final String URL = "https://attest.test";
  static final Instant NOW = Instant.parse("2026-08-01T00:00:00Z");
  static final TestIssuer SHARED = new TestIssuer();
  static final String HOST_DATA = "a1".repeat(32);
  static final String MEASUREMENT = "03".repeat(48);

  private final Map<JwsAlgorithm, KeyPair> keys = new EnumMap<>(JwsAlgorithm.class);

  TestIssuer() {
    KeyPair rsa = generate("RSA", "");
    for (JwsAlgorithm algorithm : JwsAlgorithm.values()) {
      keys.put(
          algorithm,
          switch (algorithm) {
            case ES256 -> generate("EC", "secp256r1");
            case ES384 -> generate("EC", "secp384r1");
            case ES512 -> generate("EC", "secp521r1");
            default -> rsa;
          });
    }
  }

  KeyPair key(JwsAlgorithm algorithm) {
    KeyPair pair = keys.get(algorithm);
    if (pair == null) {
      throw new AssertionError(algorithm);
    }
    return pair;
  }

  JwkSet keys() {
    return JwkSet.parse(jwks("CN=attest.test"));
  }

  JwkSet developmentKeys() {
    return JwkSet.parse(jwks("CN=" + TrustRoot.DEVELOPMENT_MARK));
  }

  /// Every key as a certificate, by the name of its algorithm.
  byte[] jwks(String subject) {
    List<Json> all = keys.entrySet().stream().map(entry -> jwk(subject, entry.getKey())).toList();
    return Json.object().put("keys", all).build().toCompact().getBytes(StandardCharsets.UTF_8);
  }

  private Json jwk(String subject, JwsAlgorithm algorithm) {
    KeyPair pair = key(algorithm);
    try {
      return Json.object()
          .put("kid", algorithm.name())
          .put("kty", pair.getPublic().getAlgorithm())
          .put("use", "sig")
          .put(
              "x5c",
              Json.strings(List.of(Base64Text.standard(certificate(subject, pair).getEncoded()))))
          .build();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate certificate(String subject, KeyPair pair)
      throws GeneralSecurityException {
    X500Name name = new X500Name(subject);
    boolean rsa = pair.getPublic().getAlgorithm().equals("RSA");
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.ONE,
              Date.from(NOW),
              Date.from(NOW.plusSeconds(1000)),
              name,
              pair.getPublic());
      byte[] der =
          builder
              .build(
                  new JcaContentSignerBuilder(rsa ? "SHA256withRSA" : "SHA256withECDSA")
                      .build(pair.getPrivate()))
              .getEncoded();
      return coffer.evidence.CertificateChain.parseCertificate(der);
    } catch (OperatorCreationException | java.io.IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /// The claims of a good container group, as the service writes them.
  static Map<String, Json> claims() {
    Map<String, Json> claims = new LinkedHashMap<>();
    claims.put("iss", Json.of(URL));
    claims.put("iat", Json.of(NOW.getEpochSecond() - 100));
    claims.put("nbf", Json.of(NOW.getEpochSecond() - 100));
    claims.put("exp", Json.of(NOW.getEpochSecond() + 28_700));
    claims.put("nonce", Json.of("7394904505194784658"));
    claims.put("x-ms-attestation-type", Json.of("sevsnpvm"));
    claims.put("x-ms-compliance-status", Json.of("azure-compliant-uvm"));
    claims.put("x-ms-runtime", Json.object().put("nonce", "my-nonce").build());
    claims.put("x-ms-sevsnpvm-hostdata", Json.of(HOST_DATA));
    claims.put("x-ms-sevsnpvm-is-debuggable", Json.of(false));
    claims.put("x-ms-sevsnpvm-migration-allowed", Json.of(false));
    claims.put("x-ms-sevsnpvm-smt-allowed", Json.of(true));
    claims.put("x-ms-sevsnpvm-vmpl", Json.of(0));
    claims.put("x-ms-sevsnpvm-launchmeasurement", Json.of(MEASUREMENT));
    claims.put("x-ms-sevsnpvm-bootloader-svn", Json.of(4));
    claims.put("x-ms-sevsnpvm-tee-svn", Json.of(0));
    claims.put("x-ms-sevsnpvm-snpfw-svn", Json.of(24));
    claims.put("x-ms-sevsnpvm-microcode-svn", Json.of(219));
    claims.put(
        "x-ms-sevsnpvm-uvm-endorsement",
        Json.object()
            .put("x-ms-sevsnpvm-guestsvn", "104")
            .put("x-ms-sevsnpvm-launchmeasurement", MEASUREMENT)
            .build());
    claims.put(
        "x-ms-sevsnpvm-uvm-endorsement-headers",
        Json.object()
            .put("feed", "ContainerPlat-AMD-UVM")
            .put("iss", coffer.evidence.UvmIssuer.MICROSOFT.did())
            .build());
    return claims;
  }

  /// The claims of a good enclave.
  static Map<String, Json> enclave() {
    Map<String, Json> claims = new LinkedHashMap<>();
    claims.put("iss", Json.of(URL));
    claims.put("iat", Json.of(NOW.getEpochSecond() - 100));
    claims.put("exp", Json.of(NOW.getEpochSecond() + 28_700));
    claims.put("x-ms-attestation-type", Json.of("sgx"));
    claims.put("x-ms-sgx-is-debuggable", Json.of(false));
    claims.put("x-ms-sgx-mrenclave", Json.of("e1".repeat(32)));
    claims.put("x-ms-sgx-mrsigner", Json.of("51".repeat(32)));
    claims.put("x-ms-sgx-product-id", Json.of(7));
    claims.put("x-ms-sgx-svn", Json.of(3));
    claims.put("x-ms-sgx-report-data", Json.of("00".repeat(64)));
    claims.put(
        "x-ms-sgx-ehd", Json.of(Base64Text.url("my-nonce".getBytes(StandardCharsets.UTF_8))));
    return claims;
  }

  static Map<String, Json> header(JwsAlgorithm algorithm) {
    Map<String, Json> header = new LinkedHashMap<>();
    header.put("alg", Json.of(algorithm.name()));
    header.put("jku", Json.of(URL + "/certs"));
    header.put("kid", Json.of(algorithm.name()));
    header.put("typ", Json.of("JWT"));
    return header;
  }

  String sign(JwsAlgorithm algorithm, Map<String, Json> header, Map<String, Json> claims) {
    return sign(algorithm, new Json.Obj(header).toCompact(), new Json.Obj(claims).toCompact());
  }

  String sign(JwsAlgorithm algorithm, String header, String claims) {
    String input = encoded(header) + "." + encoded(claims);
    return input + "." + Base64Text.url(signature(algorithm, key(algorithm).getPrivate(), input));
  }

  static String encoded(String text) {
    return Base64Text.url(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] signature(JwsAlgorithm algorithm, PrivateKey key, String input) {
    String bits = algorithm.name().substring(2);
    try {
      Signature signer =
          switch (algorithm.name().charAt(0)) {
            case 'R' -> Signature.getInstance("SHA" + bits + "withRSA");
            case 'P' -> Signature.getInstance("RSASSA-PSS");
            default -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
          };
      if (algorithm.name().startsWith("PS")) {
        String hash = "SHA-" + bits;
        signer.setParameter(
            new PSSParameterSpec(
                hash, "MGF1", new MGF1ParameterSpec(hash), Integer.parseInt(bits) / 8, 1));
      }
      signer.initSign(key);
      signer.update(input.getBytes(StandardCharsets.US_ASCII));
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair generate(String kind, String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      if (kind.equals("RSA")) {
        generator.initialize(2048);
      } else {
        generator.initialize(new ECGenParameterSpec(curve));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
