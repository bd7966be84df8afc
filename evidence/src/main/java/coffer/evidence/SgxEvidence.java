package coffer.evidence;

import coffer.sgx.quote.Quote;
import coffer.sgx.quote.SgxQuote;
import org.jspecify.annotations.Nullable;

/// What an enclave shows: its quote, and the certificates of the platform that made it, which most
/// quotes bring along. `collateral` is Intel's and may come from elsewhere. Either is null when it
/// is not there, and then the verdict says so.
public record SgxEvidence(
    Quote quote, @Nullable CertificateChain pckChain, @Nullable SgxCollateral collateral)
    implements Evidence {
  /// Parses a quote that brings its certificates along.
  public static SgxEvidence parse(byte[] quote) {
    Quote parsed = Quote.parse(quote);
    return new SgxEvidence(parsed, ownChain(parsed), null);
  }

  public SgxEvidence withCollateral(SgxCollateral found) {
    return new SgxEvidence(quote, pckChain, found);
  }

  public SgxEvidence withPckChain(CertificateChain found) {
    return new SgxEvidence(quote, found, collateral);
  }

  /// The certificates inside a quote, null when it has none.
  static @Nullable CertificateChain ownChain(Quote quote) {
    return switch (quote) {
      case SgxQuote own when own.signatureData().certificationData().hasCertificates() -> {
        try {
          yield CertificateChain.parse(own.signatureData().certificationData().content().toArray());
        } catch (coffer.bytes.MalformedException e) {
          throw e.within("certification data");
        }
      }
      case Quote _ -> null;
    };
  }
}
