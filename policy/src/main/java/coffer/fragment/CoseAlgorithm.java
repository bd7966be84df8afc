package coffer.fragment;

import coffer.bytes.MalformedException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.stream.Collectors;

/// The signature algorithms of fragments (COSE registry; RFC 9053, section 2; RFC 8230).
public enum CoseAlgorithm {
  ES256(-7, 256),
  ES384(-35, 384),
  ES512(-36, 512),
  PS256(-37, 256),
  PS384(-38, 384),
  PS512(-39, 512),
  EDDSA(-8, 512);

  private final long number;
  private final int bits;

  CoseAlgorithm(long number, int bits) {
    this.number = number;
    this.bits = bits;
  }

  /// By its name, whatever the letter case.
  public static CoseAlgorithm of(String name) {
    return Arrays.stream(values())
        .filter(algorithm -> algorithm.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new MalformedException(
                    "algorithm: one of %s wanted, found '%s'"
                        .formatted(
                            Arrays.stream(values())
                                .map(CoseAlgorithm::name)
                                .collect(Collectors.joining(", ")),
                            name)));
  }

  long number() {
    return number;
  }

  byte[] sign(PrivateKey key, byte[] content) throws GeneralSecurityException {
    Signature signer = signature();
    signer.initSign(key);
    signer.update(content);
    return signer.sign();
  }

  Signature signature() throws GeneralSecurityException {
    return switch (this) {
      case ES256, ES384, ES512 ->
          Signature.getInstance("SHA%dwithECDSAinP1363Format".formatted(bits));
      case PS256, PS384, PS512 -> pss();
      case EDDSA -> Signature.getInstance("EdDSA");
    };
  }

  private Signature pss() throws GeneralSecurityException {
    String hash = "SHA-" + bits;
    Signature signature = Signature.getInstance("RSASSA-PSS");
    signature.setParameter(
        new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), bits / 8, 1));
    return signature;
  }
}
