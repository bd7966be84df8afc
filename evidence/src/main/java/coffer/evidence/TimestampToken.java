package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.cbor.Cbor;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.util.Collection;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.util.Selector;
import org.bouncycastle.util.Store;

/// An RFC 3161 timestamp beside a signature. It must be over that very signature, and signed by the
/// certificate it brings, which must be for timestamps and, where the token brings its issuer's
/// certificate too, must be that issuer's; who the issuer is, is not asked. Microsoft's
/// certificates do not mark their use as critical, so it is checked here.
final class TimestampToken {
  private TimestampToken() {}

  /// `valid`, or what is wrong.
  static String outcome(Cbor header, Bytes signature) {
    try {
      TimeStampToken token = new TimeStampToken(new CMSSignedData(header.asBytes().toArray()));
      if (!imprint(token, signature)) {
        return "a token over something else";
      }
      X509CertificateHolder signer = signer(token);
      boolean valid =
          token.isSignatureValid(new JcaSimpleSignerInfoVerifierBuilder().build(signer))
              && ExtendedKeyUsage.fromExtensions(signer.getExtensions())
                  .hasKeyPurposeId(KeyPurposeId.id_kp_timeStamping)
              && signer.isValidOn(token.getTimeStampInfo().getGenTime())
              && isIssued(signer, token.getCertificates());
      return valid ? "valid" : "a token that was changed, or whose signer may not make it";
    } catch (TSPException
        | CMSException
        | IOException
        | GeneralSecurityException
        | OperatorCreationException
        | CertException
        | RuntimeException _) {
      return "a token that was changed, or cannot be read";
    }
  }

  private static boolean imprint(TimeStampToken token, Bytes signature)
      throws GeneralSecurityException {
    String hash = token.getTimeStampInfo().getMessageImprintAlgOID().getId();
    byte[] wanted = MessageDigest.getInstance(hash).digest(signature.toArray());
    return MessageDigest.isEqual(wanted, token.getTimeStampInfo().getMessageImprintDigest());
  }

  /// True also when no certificate of its issuer is there.
  private static boolean isIssued(
      X509CertificateHolder signer, Store<X509CertificateHolder> certificates)
      throws OperatorCreationException, CertificateException, CertException {
    boolean shown = false;
    for (X509CertificateHolder issuer : certificates.getMatches(null)) {
      if (issuer.getSubject().equals(signer.getIssuer())) {
        shown = true;
        if (signer.isSignatureValid(new JcaContentVerifierProviderBuilder().build(issuer))) {
          return true;
        }
      }
    }
    return !shown;
  }

  @SuppressWarnings("unchecked")
  private static X509CertificateHolder signer(TimeStampToken token)
      throws GeneralSecurityException {
    Selector<X509CertificateHolder> wanted = token.getSID();
    Collection<X509CertificateHolder> found = token.getCertificates().getMatches(wanted);
    return found.stream()
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("no certificate of the signer"));
  }
}
