package coffer.simulator;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;

/// Signs a certificate with RSASSA-PSS, SHA-384 and a salt of 48 bytes, as AMD does; one use.
final class PssSigner implements ContentSigner {
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private final PrivateKey key;
  private final AlgorithmIdentifier identifier;

  PssSigner(PrivateKey key, AlgorithmIdentifier identifier) {
    this.key = key;
    this.identifier = identifier;
  }

  @Override
  public AlgorithmIdentifier getAlgorithmIdentifier() {
    return identifier;
  }

  @Override
  public OutputStream getOutputStream() {
    return content;
  }

  @Override
  public byte[] getSignature() {
    try {
      Signature signer = Signature.getInstance("RSASSA-PSS");
      signer.setParameter(new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1));
      signer.initSign(key);
      signer.update(content.toByteArray());
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the development root's key does not sign", e);
    }
  }
}
