package coffer.simulator;

import coffer.bytes.Bytes;
import coffer.cbor.Cbor;
import coffer.cose.CoseSign1;
import coffer.evidence.UvmIssuer;
import coffer.json.Json;
import coffer.snp.UvmEndorsement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Endorses simulated utility VMs under the development root, in the form of Microsoft's documents:
/// COSE_Sign1 with the certificates inside, issuer a did:x509 of the root, and the same feed. Such
/// an endorsement says nothing about software; it lets the very checks run that real ones get.
public final class SimulatedEndorser {
  private static final String FEED = "ContainerPlat-AMD-UVM";
  private static final long ES384 = -35;

  private final KeyPair key = Keys.p384();
  private final List<X509Certificate> chain;

  public SimulatedEndorser(DevelopmentRoot root) throws IOException {
    chain = root.endorser(key.getPublic());
  }

  /// A signed endorsement of `measurement` (48 bytes) as security version `svn`.
  public UvmEndorsement endorse(Bytes measurement, long svn, Instant signedAt) {
    Json payload =
        Json.object()
            .put("x-ms-sevsnpvm-guestsvn", Long.toString(svn))
            .put("x-ms-sevsnpvm-launchmeasurement", measurement.toHex())
            .build();
    CoseSign1 unsigned =
        CoseSign1.unsigned(
            headers(signedAt), Bytes.of(payload.toCompact().getBytes(StandardCharsets.UTF_8)));
    try {
      Signature signer = Signature.getInstance("SHA384withECDSAinP1363Format");
      signer.initSign(key.getPrivate());
      signer.update(unsigned.signingInput());
      return UvmEndorsement.parse(unsigned.withSignature(Bytes.of(signer.sign())).toBytes());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key made here does not sign", e);
    }
  }

  private Map<Cbor, Cbor> headers(Instant signedAt) {
    List<Bytes> certificates = new ArrayList<>();
    for (X509Certificate certificate : chain) {
      try {
        certificates.add(Bytes.of(certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new AssertionError("a certificate of ours has an encoding", e);
      }
    }
    String did = UvmIssuer.of(chain.getLast()).did();
    Map<Cbor, Cbor> headers =
        CoseSign1.headers(
            ES384, "application/json", certificates, Map.of("iss", did, "feed", FEED));
    headers.put(
        new Cbor.Text("signingtime"), new Cbor.Tagged(1, new Cbor.Int(signedAt.getEpochSecond())));
    return headers;
  }
}
